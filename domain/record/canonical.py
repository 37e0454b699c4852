"""One spelling of a value as bytes: JSON with sorted keys, compact, UTF-8, integers only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import cast

from domain.errors import Refused

Plain = dict[str, "Plain"] | list["Plain"] | str | int | bool | None


def canonical(value: object) -> bytes:
    """Bytes of a plain value. Raises ValueError for a float: money and quantities are integers."""
    _refuse_floats((value,))
    return _ENCODER.encode(value).encode()


def _refuse_floats(values: Iterable[object]) -> None:
    for value in values:
        kind = type(value)
        if kind is dict:
            _refuse_floats(cast(dict[str, object], value).values())
        elif kind is list or kind is tuple:
            _refuse_floats(cast(list[object], value))
        elif kind is float:
            raise ValueError(f"not an integer: {value}")


def _refuse(value: object) -> object:
    raise ValueError(f"not a plain value: {type(value).__name__}")


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_refuse
)


def parse(raw: bytes | str) -> dict[str, object]:
    """A JSON object with integers only. Raises Refused("unreadable") for anything else."""
    try:
        text = raw if isinstance(raw, str) else raw.decode()
        value = _DECODER.decode(text)
        if "\\u" in text:
            canonical(value)  # half a character can be spelled so, but neither kept nor signed
    except (ValueError, RecursionError) as error:
        raise Refused("unreadable") from error
    if not isinstance(value, dict):
        raise Refused("unreadable")
    return value


def _no_float(text: str) -> object:
    raise ValueError(f"not an integer: {text}")


_DECODER = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float)
