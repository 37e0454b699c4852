"""When a guest is told that it is a lot."""

import pytest

from domain.selling.menu import Dish, Menu, Spec
from domain.selling.plenty import far_too_much


def dish(id: str, *serves: int) -> Dish:
    return Dish(id, {"en": id}, (), "kitchen", (Spec("one", {}, 100),), serves=serves)


MENU = Menu(1, (), (), (dish("fish", 2, 3), dish("feast", 8, 10), dish("rice")))


@pytest.mark.parametrize(
    ("portions", "guests", "said"),
    [
        ([("fish", 3_000)], 2, False),
        ([("fish", 4_000)], 2, True),
        ([("fish", 2_000), ("fish", 2_000)], 2, True),  # in two rounds
        ([("fish", 6_000)], 4, False),
        ([("fish", 7_000)], 4, True),
        ([("feast", 1_000)], 2, True),
        ([("rice", 50_000), ("gone", 50_000)], 2, False),  # nobody has said for how many
        ([("feast", 9_000)], 0, False),  # nobody knows who sits there
    ],
)
def test_a_word_falls_at_three_times_the_guests(
    portions: list[tuple[str, int]], guests: int, said: bool
) -> None:
    assert far_too_much(MENU, portions, guests) is said
