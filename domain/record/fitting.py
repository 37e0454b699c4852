"""Whether a row has the form that its kind promises: a fact with a text for a sum must not become state.

Facts of other programs are folded by the same code as our own, and a fold copies many fields as they came.
What does not fit would break whoever reads or writes the row later, and with it all facts behind it.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

LARGEST = 2**63 - 1  # a database keeps no greater integer
Check = Callable[[Any], object]


def check_row(row: object) -> None:
    """Raises TypeError if a field of a frozen row holds another type than it says, or too great a number."""
    kind = type(row)
    check = _CHECKS.get(kind)
    if check is None:
        check = _CHECKS[kind] = _check_of(kind)
    check(row)


_CHECKS: dict[Any, Check] = {}


def _check_of(kind: Any) -> Check:
    origin = get_origin(kind)
    if kind is str:
        return _text
    if kind in (int, bool):
        return _number
    if kind is Any or kind is object:
        return lambda value: None
    if origin in (Union, types.UnionType):
        inner = _check_of(next(arm for arm in get_args(kind) if arm is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is not None and issubclass(origin, tuple):
        return _each(_check_of(get_args(kind)[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _values(_check_of(get_args(kind)[1]))
    return _fields(kind)


def _text(value: Any) -> None:
    if type(value) is not str:
        raise TypeError("text expected")


def _number(value: Any) -> None:
    if not isinstance(value, int) or not -LARGEST <= value <= LARGEST:
        raise TypeError("integer expected")


def _each(item: Check) -> Check:
    def check(value: Any) -> None:
        if not isinstance(value, tuple | list):
            raise TypeError("list expected")
        for part in value:
            item(part)

    return check


def _values(item: Check) -> Check:
    def check(value: Any) -> None:
        if not isinstance(value, Mapping):
            raise TypeError("object expected")
        for key, part in value.items():
            _text(key)
            item(part)

    return check


def _fields(kind: Any) -> Check:
    """Most fields are texts and integers: those of a row are looked at together, for the fold's pace."""
    if not is_dataclass(kind):
        raise TypeError(f"no form for {kind}")
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    texts = _reader([name for name in names if hints[name] is str])
    numbers = _reader([name for name in names if hints[name] in (int, bool)])
    others = [
        (attrgetter(field.name), _check_of(hints[field.name]), field.default)
        for field in fields(kind)
        if hints[field.name] not in (str, int, bool)
    ]

    def check(value: Any) -> None:
        if type(value) is not kind:
            raise TypeError(f"{cast(type, kind).__name__} expected")
        if not _TEXTS.issuperset(map(type, texts(value))):
            raise TypeError("text expected")
        found = numbers(value)
        if not _NUMBERS.issuperset(map(type, found)):
            raise TypeError("integer expected")
        if found and (max(found) > LARGEST or min(found) < -LARGEST):
            raise TypeError("smaller integer expected")
        for read, inner, default in others:
            part = read(value)
            if part is not default:
                inner(part)

    return check


_TEXTS, _NUMBERS = {str}, {int, bool}


def _reader(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return cast(Callable[[Any], tuple[Any, ...]], attrgetter(*names))
    return lambda value: tuple(getattr(value, name) for name in names)
