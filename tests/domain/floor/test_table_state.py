"""How a table looks at a glance, from the moment guests sit down."""

from dataclasses import replace

import pytest

from domain.floor.openings import Opening, table_state

SEATED = Opening("o", "A1", 1, 2, "s", "1123-001", "2026-11-23", 1_000, "zhou")
ORDERED = replace(SEATED, rounds=1, ordered_at=2_000, waiting_since=2_000)
MINUTE = 60_000


@pytest.mark.parametrize(
    ("opening", "now", "state"),
    [
        (None, 0, "free"),
        (SEATED, 99 * MINUTE, "seated"),
        (ORDERED, 2_000, "ordered"),
        (ORDERED, 2_000 + 20 * MINUTE - 1, "ordered"),
        (ORDERED, 2_000 + 20 * MINUTE, "waiting"),
        (replace(ORDERED, waiting_since=0), 99 * MINUTE, "served"),
        (replace(ORDERED, called="bill"), 2_000, "bill"),
        (replace(ORDERED, called="waiter"), 2_000, "ordered"),
        (replace(ORDERED, called="bill", paid_at=9_000), 9_000, "paid"),
        (replace(ORDERED, paid_at=9_000), 99 * MINUTE, "paid"),
    ],
)
def test_a_table_shows_what_matters_most(opening: Opening | None, now: int, state: str) -> None:
    assert table_state(opening, now, 20) == state
