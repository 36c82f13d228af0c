"""What programs get over HTTP: the operations on an index, and /v1 that serves them. See docs/http.md.

`requests` checks what programs send, `operations` does it, `results` describes what they get and `problems` what they
are told of errors. `v1`, `completions`, `health` and `metrics` are the routes; `programs` puts them on the server that
carries the chat. `observed` counts and times questions, `request_log` names and logs requests.
"""
