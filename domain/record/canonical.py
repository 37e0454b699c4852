"""One spelling of a value as bytes: JSON with sorted keys, compact, UTF-8, integers only."""

from __future__ import annotations

import json
from typing import cast

from domain.errors import Refused

Plain = dict[str, "Plain"] | list["Plain"] | str | int | bool | None


def canonical(value: object) -> bytes:
    """Bytes of a plain value. Raises ValueError for a float: money and quantities are integers."""
    _refuse_floats(value)
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_refuse
    ).encode()


def _refuse_floats(value: object) -> None:
    kind = type(value)
    if kind is dict:
        for inner in cast(dict[str, object], value).values():
            _refuse_floats(inner)
    elif kind is list or kind is tuple:
        for inner in cast(list[object], value):
            _refuse_floats(inner)
    elif kind is float:
        raise ValueError(f"not an integer: {value}")


def _refuse(value: object) -> object:
    raise ValueError(f"not a plain value: {type(value).__name__}")


def parse(raw: bytes | str) -> dict[str, object]:
    """A JSON object with integers only. Raises Refused("unreadable") for anything else."""
    try:
        text = raw if isinstance(raw, str) else raw.decode()
        value = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
        if "\\u" in text:
            canonical(value)  # half a character can be spelled so, but neither kept nor signed
    except (ValueError, RecursionError) as error:
        raise Refused("unreadable") from error
    if not isinstance(value, dict):
        raise Refused("unreadable")
    return value


def _no_float(text: str) -> object:
    raise ValueError(f"not an integer: {text}")
