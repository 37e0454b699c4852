"""A row that holds what its kind promises is taken; any other is not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from domain.record.fitting import LARGEST, check_row
from domain.record.fold import ROWS


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    price: int
    held: bool = False
    parts: tuple[Part, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    note: str | None = None


GOOD = Row("a", 1200, True, (Part("rice"), Part("tea", 2)), {"en": "Set"}, None)


def test_what_fits_is_taken() -> None:
    check_row(GOOD)
    check_row(replace(GOOD, price=-LARGEST, note="no salt"))


@pytest.mark.parametrize(
    "change",
    [
        {"id": 5},
        {"price": "1200"},
        {"price": None},
        {"price": LARGEST + 1},
        {"held": "yes"},
        {"parts": "rice"},
        {"parts": ({"name": "rice"},)},
        {"parts": (Part("rice", "two"),)},  # type: ignore[arg-type]
        {"names": ["Set"]},
        {"names": {"en": 5}},
        {"names": {5: "Set"}},
        {"note": 5},
    ],
    ids=repr,
)
def test_what_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        check_row(replace(GOOD, **change))


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
def test_every_kind_of_state_can_be_checked(kind: type[Any]) -> None:
    """Else no fact that makes one could be folded."""
    with pytest.raises(TypeError, match="expected"):
        check_row(kind(*[object()] * sum(1 for _ in kind.__dataclass_fields__)))
