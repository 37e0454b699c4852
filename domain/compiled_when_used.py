"""To be imported first: a dataclass's methods are compiled when one is first used, not with its class.

dataclasses compiles six functions for each class, most of which nobody ever calls: for our 400 classes that
was a third of what the till's start does by itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from types import MethodType
from typing import Any

Method = Callable[..., Any]
_MADE_BY = {"_init_fn": "__init__", "_repr_fn": "__repr__", "_cmp_fn": "", "_hash_fn": "__hash__"}
_inside = vars(dataclasses)
PUT_OFF = _inside.keys() >= {*_MADE_BY, "_frozen_get_del_attr", "_create_fn"}  # from 3.13 on they are others


class _Later:
    """A method that nobody has looked for yet; whoever does finds the compiled one, put in its place."""

    __slots__ = ("_compiled", "_how", "_make", "_more", "_name")

    def __init__(self, make: Callable[..., Method], name: str, how: Any, more: Any) -> None:
        self._make, self._name, self._how, self._more = make, name, how, more
        self._compiled: Method | None = None

    def __get__(self, one: object, kind: type) -> Method:
        if self._compiled is None:
            self._compiled = self._make(*self._how, **self._more)
        for owner in kind.__mro__:
            if vars(owner).get(self._name) is self:
                self._compiled.__qualname__ = f"{owner.__qualname__}.{self._name}"
                setattr(owner, self._name, self._compiled)
        return self._compiled if one is None else MethodType(self._compiled, one)


def _later(make: Callable[..., Method], name: str) -> Callable[..., _Later]:
    """``make`` of dataclasses, put off; ``name`` of what it makes, "" if it is told that first."""
    return lambda *how, **more: _Later(make, name or how[0], how, more)


def _refuse_changes(
    cls: type, fields: Sequence[dataclasses.Field[Any]], _names: Mapping[str, Any]
) -> Sequence[Method]:
    """What is the same for all values: there is nothing to compile."""
    fixed = tuple(field.name for field in fields)
    return _refuse(cls, fixed, "__setattr__", "assign to"), _refuse(cls, fixed, "__delattr__", "delete")


def _refuse(cls: type, fixed: Sequence[str], act: str, words: str) -> Method:
    def method(self: Any, name: str, *value: Any) -> None:
        if type(self) is cls or name in fixed:
            raise dataclasses.FrozenInstanceError(f"cannot {words} field {name!r}")
        getattr(super(cls, self), act)(name, *value)

    method.__name__ = act
    return method


if PUT_OFF:
    for _maker, _name in _MADE_BY.items():
        _inside[_maker] = _later(_inside[_maker], _name)
    _inside["_frozen_get_del_attr"] = _refuse_changes
