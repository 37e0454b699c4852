"""Frozen dataclasses to and from plain JSON values, strictly: an unknown shape is refused, never guessed."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from domain.errors import Refused

T = TypeVar("T")
Encode = Callable[[Any], Any]
Decode = Callable[[Any], Any]


def to_plain(value: Any) -> Any:
    """A value as dicts, lists, texts, integers. Fields that still hold their default are left out."""
    kind = type(value)
    if kind is str or kind is int:
        return value
    encode = _ENCODERS.get(kind)
    if encode is None:
        encode = _ENCODERS[kind] = _encoder(kind)
    return encode(value)


_ENCODERS: dict[Any, Encode] = {}


def _encoder(kind: Any) -> Encode:
    if issubclass(kind, str | int | types.NoneType):
        return lambda value: value
    if issubclass(kind, tuple | list):
        return lambda value: [to_plain(item) for item in value]
    if issubclass(kind, Mapping):
        return lambda value: {key: to_plain(item) for key, item in value.items()}
    return _dataclass_encoder(kind)


def _dataclass_encoder(kind: Any) -> Encode:
    """The fields of a dataclass, one after another: as dataclasses write __init__, so is this written.

    A loop over them takes twice as long, and an order has a hundred fields of which most say nothing.
    """
    known: dict[str, Any] = {"to_plain": to_plain}
    lines = ["def encode(value):", "    found = {}"]
    for field in fields(kind):
        # MISSING equals nothing but itself.
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        known[f"default_{field.name}"] = default
        lines.append(f"    if (item := value.{field.name}) != default_{field.name}:")
        lines.append(f"        found['{field.name}'] = to_plain(item)")
    exec("\n".join([*lines, "    return found"]), known)  # noqa: S102 - names of fields are identifiers
    return cast(Encode, known["encode"])


def from_plain(kind: type[T], value: object) -> T:
    """A dataclass from its plain form. Unknown keys are ignored (a newer writer); a misfit is Refused."""
    try:
        return cast(T, decoder_of(kind)(value))
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise Refused("unreadable") from error


_DECODERS: dict[Any, Decode] = {}


def decoder_of(kind: Any) -> Decode:
    """The function that decodes a type; it raises TypeError, KeyError, ValueError or AttributeError."""
    if kind not in _DECODERS:
        _DECODERS[kind] = _decoder(kind)
    return _DECODERS[kind]


def _decoder(kind: Any) -> Decode:
    origin = get_origin(kind)
    if kind is str:
        return _text
    if kind in (int, bool):
        return _exactly(kind)
    if kind is Any or kind is object:
        return lambda value: value
    if origin in (Union, types.UnionType):
        return _optional(decoder_of(next(arm for arm in get_args(kind) if arm is not type(None))))
    if origin is tuple:
        return _row_of(decoder_of(get_args(kind)[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(decoder_of(get_args(kind)[1]))
    if is_dataclass(kind):
        return _dataclass(cast(type, kind))
    raise TypeError(f"no plain form for {kind}")


def _exactly(kind: type) -> Decode:
    def decode(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{kind.__name__} expected")
        return value

    return decode


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("text expected")
    if not value.isascii():
        value.encode()  # half a character cannot be kept: UnicodeEncodeError, a ValueError
    return value


def _optional(inner: Decode) -> Decode:
    return lambda value: None if value is None else inner(value)


def _row_of(item: Decode) -> Decode:
    def decode(value: Any) -> Any:
        if type(value) is not list and not isinstance(value, (list, tuple)):
            raise TypeError("list expected")
        return tuple([item(part) for part in value]) if value else ()

    return decode


def _mapping(item: Decode) -> Decode:
    return lambda value: {_text(key): item(part) for key, part in value.items()}


def _dataclass(kind: type) -> Decode:
    hints = get_type_hints(kind)
    decoders = {field.name: decoder_of(hints[field.name]) for field in fields(kind)}

    def decode(value: Any) -> Any:
        if type(value) is not dict and not isinstance(value, Mapping):
            raise TypeError("object expected")
        found = {name: decoders[name](part) for name, part in value.items() if name in decoders}
        return kind(**found)  # TypeError for one that is needed and missing

    return decode
