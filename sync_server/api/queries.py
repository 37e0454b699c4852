"""What stands behind the question mark, read as what it has to be; all else is unreadable."""

from __future__ import annotations

import math

from starlette.requests import Request

from domain.errors import Refused

LONGEST_WAIT = 30.0  # seconds


def text(request: Request, name: str) -> str:
    """Raises Refused("unreadable") if it is missing."""
    said = request.query_params.get(name)
    if said is None:
        raise Refused("unreadable")
    return said


def count(request: Request, name: str, otherwise: int | None = None) -> int:
    """0 or more. Raises Refused("unreadable"), also if it is missing and must not be."""
    said = request.query_params.get(name)
    if said is None and otherwise is not None:
        return otherwise
    return digits(said or "")


def digits(said: str) -> int:
    """A whole number that a database holds. Raises Refused("unreadable")."""
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise Refused("unreadable")
    return int(said)


def wait(request: Request) -> float:
    """For how many seconds the caller waits for news, LONGEST_WAIT at most. Raises Refused("unreadable")."""
    try:
        seconds = float(request.query_params.get("wait", "0"))
    except ValueError as error:
        raise Refused("unreadable") from error
    if math.isnan(seconds):
        raise Refused("unreadable")
    return min(max(seconds, 0.0), LONGEST_WAIT)
