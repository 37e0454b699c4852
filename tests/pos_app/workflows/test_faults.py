"""What went wrong under a verb is told as what it means to whoever asked."""

import sqlite3

import pytest

from domain.errors import Refused
from pos_app.database.session import StorageError
from pos_app.workflows.faults import as_refusal


class Trouble(sqlite3.DatabaseError):
    """As the driver raises it."""

    def __init__(self, code: int) -> None:
        super().__init__("trouble")
        self.sqlite_errorcode = code


@pytest.mark.parametrize(
    ("code", "told"), [(sqlite3.SQLITE_IOERR, "cannot_read"), (sqlite3.SQLITE_CORRUPT, "place_damaged")]
)
def test_a_disk_that_gives_nothing_is_told_apart_from_a_place_that_is_damaged(code: int, told: str) -> None:
    fault = StorageError("trouble")
    fault.__cause__ = Trouble(code)
    refusal = as_refusal(fault)
    assert refusal is not None and refusal.code == told


def test_a_rule_s_no_stays_as_it_is_and_a_mistake_of_ours_is_none() -> None:
    no = Refused("table_taken")
    assert as_refusal(no) is no
    assert as_refusal(ZeroDivisionError()) is None
