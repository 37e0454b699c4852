"""A floor plan under edit: new rows and areas never lie on one another, and undo gives back what was."""

from itertools import combinations, count

from hypothesis import given
from hypothesis import strategies as st

from domain.floor.editing import check_floor, overlap
from domain.floor.plan import Area, Floor, Table
from pos_app.models.floor_draft import FloorDraft

HALL = Area("hall", {"en": "Hall"}, 0, 0, 8, 4)
SIDE = Area("side", {"en": "Side"}, 8, 0, 4, 2)
ROOM = Area("room", {"en": "Room"}, 8, 2, 4, 2)
A9 = Table("A9", {"en": "A9", "zh-Hans": "A9"}, "hall", w=2, h=2)
FLOOR = Floor(1, (HALL, SIDE, ROOM), (A9,))


def draft() -> FloorDraft:
    ids = count(1)
    return FloorDraft(FLOOR, {"A9"}, lambda: f"new-{next(ids)}")


@given(st.lists(st.sampled_from(["hall", "side", "room"]), max_size=20))
def test_any_number_of_tables_and_rows_can_be_added(areas: list[str]) -> None:
    plan = draft()
    for area in areas:
        plan.add_table(area)
        plan.grow_area(area)
    plan.add_area("en", "New area")
    assert not any(overlap(one, other) for one, other in combinations(plan.floor.areas, 2))
    check_floor(FLOOR, plan.floor, {"A9"})
    while plan.changed:
        plan.undo()
    assert plan.floor == FLOOR


def test_the_next_table_has_the_lowest_free_number_and_one_in_use_stays() -> None:
    plan = draft()
    first, second = plan.add_table("hall"), plan.add_table("hall")
    labels = [plan.floor.by_id[id].label for id in (first, second)]
    assert labels == [{"en": name, "zh-Hans": name} for name in ("A1", "A2")]
    assert not plan.remove_table("A9")
    assert not plan.remove_area("hall")
    assert plan.remove_area("room")
