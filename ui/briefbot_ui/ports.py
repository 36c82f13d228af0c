"""The port that the chat listens on, found before anything else is done."""

from __future__ import annotations

import errno
import os
import socket

from briefbot import BriefbotError

_TRIED = 10  # ports from the usual one on

_CHOOSE = "Choose another with --port, or with: make chat PORT=8000"


def port_to_use(host: str, port: int | None, usual: int) -> int:
    """Return the port that was asked for or, for None, the first free one from the `usual` one on.

    Raises BriefbotError where nothing can listen on it.
    """
    if port is not None:
        check_port(host, port)
        return port
    for tried in range(usual, usual + _TRIED):
        if not _why_not(host, tried):
            return tried
    check_port(host, usual)
    return usual


def check_port(host: str, port: int) -> None:
    """Raise BriefbotError unless host and port can be listened on; Gradio's own messages name neither cause."""
    if not 1 <= port <= 65535:
        raise BriefbotError(f"{port} is not a port: choose one between 1 and 65535 with --port.")
    error = _why_not(host, port)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        raise BriefbotError(f"Port {port} on {host} is in use, perhaps by another briefbot chat. {_CHOOSE}") from error
    raise BriefbotError(
        f"Cannot listen on {host} port {port}: {error.strerror or error}. Choose others with --host and --port."
    ) from error


def _why_not(host: str, port: int) -> OSError | None:
    """Return why nothing can listen there; None where something can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # elsewhere this would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None
