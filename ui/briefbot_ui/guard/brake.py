"""A brake on guessing passwords: who has given wrong ones waits, longer each time, before another is looked at.

Addresses wait, accounts never do: whoever guesses locks nobody out who comes from elsewhere.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

FREE = 5  # wrong passwords from one address before it waits
MANY = 20  # wrong passwords for one account, from all addresses, before the first from any address makes that one wait
LONGEST = 300  # seconds to wait
FORGOTTEN = 900  # seconds after the last wrong password
_LONG = 30  # seconds to wait at least, where an account is guessed at
_ADDRESSES = 10_000
_ACCOUNTS = 1_000
_REPEATS = 16


@dataclass(slots=True)
class _Record:
    wrong: int = 0
    last: float = 0.0  # when the last wrong one came
    until: float = 0.0  # when the next one is looked at
    seen: OrderedDict[bytes, None] = field(default_factory=OrderedDict)  # digests of the last wrong ones


class Brake:
    """What is remembered of wrong passwords, in bounded memory. `clock` gives seconds. For one thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._addresses: OrderedDict[str, _Record] = OrderedDict()
        self._accounts: OrderedDict[str, _Record] = OrderedDict()
        self._key = secrets.token_bytes(32)  # so that memory holds no plain digest of a password

    def wait(self, address: str) -> int:
        """Return the seconds until a password from an address is looked at; 0 where it is now."""
        record = self._addresses.get(_network(address))
        return max(0, math.ceil(record.until - self._clock())) if record else 0

    def wrong(self, address: str, account: str, password: bytes) -> None:
        """Remember a wrong password; `account` is empty where there is none of such a name.

        One that the address has just given is no new guess: a page that was left open repeats it all the time.
        """
        now, record = self._clock(), self._record(self._addresses, _network(address), _ADDRESSES)
        guess = hashlib.blake2b(account.encode() + b"\0" + password, key=self._key, digest_size=16).digest()
        if guess in record.seen:
            return
        record.seen[guess] = None
        if len(record.seen) > _REPEATS:
            record.seen.popitem(last=False)
        record.wrong, record.last = record.wrong + 1, now
        free, least = FREE, 1
        if account:
            guessed_at = self._record(self._accounts, account, _ACCOUNTS)
            guessed_at.wrong, guessed_at.last = guessed_at.wrong + 1, now
            if guessed_at.wrong > MANY:
                free, least = 1, _LONG
        if record.wrong >= free:
            record.until = now + min(LONGEST, max(least, 2 ** min(record.wrong - free + 1, 20)))

    def _record(self, records: OrderedDict[str, _Record], key: str, most: int) -> _Record:
        """Return the record of a key, which becomes the newest: a new one where the last wrong one was long ago."""
        record = records.pop(key, None)
        if record is None or self._clock() - record.last > FORGOTTEN:
            record = _Record()
        records[key] = record
        if len(records) > most:
            records.popitem(last=False)
        return record


def _network(address: str) -> str:
    """Return what one person has of addresses: an IPv4 address, a /64 of IPv6."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ipaddress.IPv6Network((known, 64), strict=False))
