"""Kill builds of an index on a server, and the server itself, at random moments, and look whether anything is lost.

    python benchmarks/postgres_kills.py --rounds 100

Each round begins a build of other articles than the last one had, kills it or the server some way in, and then wants
the index as before the build or as after it, from a reader that was there all the time and from a new one, the lock
free, and no vector embedded twice.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

from briefbot.errors import IndexUnavailableError
from briefbot.store import open_store

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
import builder
from postgres_server import server
from test_crash import KILLED, Builders, held

NAMES = [f"n{number}" for number in range(40)]
KILLS_OF_SERVER = 4  # of so many rounds, one


def main() -> None:
    """Print what was killed and what was seen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance, seen = random.Random(arguments.seed), Counter[str]()  # noqa: S311  no secret
    builders = Builders()
    with server() as made, closing(open_store(made.address("news"))) as store:
        there = made.address("news")
        before = sorted(chance.sample(NAMES, 20))
        builder.build(there, before)
        for number in range(arguments.rounds):
            after = sorted(chance.sample(NAMES, 20))
            steps: list[str] = []
            builder.build(made.address(f"steps{number}"), before)
            builder.build(made.address(f"steps{number}"), after, steps.append)
            at = chance.randrange(len(steps))
            if number % KILLS_OF_SERVER:
                was_killed = builders.build(there, after, step=at)["code"] == KILLED
                # The index has a past that the one whose steps were counted has not: a build of it may have fewer.
                seen["builds killed" if was_killed else "builds that ended before"] += 1
            else:
                left = [at]

                def hook(_step: str, left: list[int] = left) -> None:
                    left[0] -= 1
                    if left[0] == -1:
                        made.kill()

                with suppress(IndexUnavailableError):
                    builder.build(there, after, hook)
                made.start()
                seen["servers killed"] += 1
            with store.snapshot() as snapshot:
                titles = {document.title for document in snapshot.documents()}
            want(titles in (set(before), set(after)), "a mixture")
            want(titles == held(there), "two readers differ")
            seen["as after" if titles == set(after) else "as before"] += 1
            builder.build(there, after)
            want(held(there) == set(after), "the next build is not as it should be")
            before = after
        want(all(check.ok for check in store.examine()), "the doctor finds something")
    builders.close()
    print(", ".join(f"{count} {what}" for what, count in seen.items()))


def want(is_so: bool, otherwise: str) -> None:
    """End the run where a promise is not kept."""
    if not is_so:
        raise SystemExit(otherwise)


if __name__ == "__main__":
    main()
