"""Ask the running chat one question over HTTP and check that a cited answer comes back.

Arguments: the chat's address, the question, and optionally the chat's process id, so as not to wait for a chat that
has ended.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request

base, question, *process = sys.argv[1:]
deadline = time.monotonic() + 600
while True:
    try:
        with urllib.request.urlopen(base, timeout=5) as page:
            page.read()
        break
    except (urllib.error.URLError, OSError):
        try:
            for number in process:
                os.kill(int(number), 0)  # asks whether it is there
        except ProcessLookupError:
            sys.exit(f"the chat ended before it answered from {base}")
        if time.monotonic() > deadline:
            sys.exit(f"no answer from {base} within ten minutes")
        time.sleep(1)
body = json.dumps({"data": [question]}).encode()
request = urllib.request.Request(f"{base}/gradio_api/call/ask", body, {"Content-Type": "application/json"})
with urllib.request.urlopen(request, timeout=60) as reply:
    event = json.load(reply)["event_id"]
with urllib.request.urlopen(f"{base}/gradio_api/call/ask/{event}", timeout=60) as stream:
    lines = stream.read().decode().splitlines()
if "event: complete" not in lines:
    sys.exit("\n".join(lines))
answer = json.loads(next(line for line in lines if line.startswith("data: "))[len("data: ") :])[0]
print(json.dumps(answer, indent=2, ensure_ascii=False))
if not (answer["answered"] and answer["citations"]):
    sys.exit("the question was not answered")
