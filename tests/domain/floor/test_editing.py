"""What may change in a floor plan, and what may not."""

from dataclasses import replace

import pytest

from domain.errors import Refused
from domain.floor.editing import check_floor, fits
from domain.floor.plan import Area, Floor, Mark, Table

HALL = Area("hall", {"en": "Hall"}, w=8, h=4)
A1 = Table("A1", {"en": "A1"}, "hall", x=0, y=0, w=2, h=2, code="secret")
A2 = replace(A1, id="A2", label={"en": "A2"}, x=2, code="other")
FLOOR = Floor(3, (HALL,), (A1, A2), (Mark({"en": "Till"}, "hall", x=6, y=0, w=2, h=1),))


WRONG: list[dict[str, object]] = [
    {"x": 7},
    {"y": 3},
    {"x": -1},
    {"x": 3},
    {"x": 6},
    {"area": "roof"},
    {"seats": 0},
    {"seats": 100},
    {"shape": "star"},
    {"label": {"en": " "}},
    {"w": 0},
]


@pytest.mark.parametrize("change", WRONG)
def test_a_table_needs_a_name_seats_and_a_place_of_its_own(change: dict[str, object]) -> None:
    after = replace(FLOOR, tables=(replace(A1, **change), A2))  # type: ignore[arg-type]
    with pytest.raises(Refused) as no:
        check_floor(FLOOR, after, ())
    assert no.value.code == "plan_unfit"


def test_a_table_in_use_cannot_go_and_a_free_one_can() -> None:
    after = replace(FLOOR, tables=(A2,))
    check_floor(FLOOR, after, {"A2"})
    with pytest.raises(Refused) as no:
        check_floor(FLOOR, after, {"A1"})
    assert no.value.code == "table_in_use"


def test_two_things_never_share_an_id() -> None:
    for after in (replace(FLOOR, tables=(A1, replace(A2, id="A1"))), replace(FLOOR, areas=(HALL, HALL))):
        with pytest.raises(Refused):
            check_floor(FLOOR, after, ())


def test_a_plan_that_always_had_tables_on_one_another_can_still_be_renamed() -> None:
    old = replace(FLOOR, tables=(A1, replace(A2, x=1)))
    assert not fits(old, A1)
    check_floor(old, replace(old, areas=(replace(HALL, names={"en": "Big hall"}),)), ())
