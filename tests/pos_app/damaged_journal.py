"""A store whose file has a damaged page under some of its facts."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from pos_app.database.session import FILE, Reader
from pos_app.keys import KeyBox
from tests.fakes.damaged_page import damage_a_page

NEEDED = ("SELECT value FROM local", "SELECT raw FROM journal ORDER BY position DESC LIMIT 1")
FIRST = "SELECT raw FROM journal WHERE position < 4"
IN_THE_MIDDLE = "SELECT raw FROM journal WHERE position > 1 ORDER BY position"


def damage_some_facts(folder: Path) -> None:
    """What else the till wants to know of itself can still be read. No till may run there."""
    key = KeyBox(folder).database_key()

    def found() -> bool:
        try:
            with closing(Reader(folder, key)) as reader:
                for asked in (*NEEDED, IN_THE_MIDDLE):
                    reader.read(lambda c, asked=asked: c.exec_driver_sql(asked).all())  # type: ignore[misc]
        except DatabaseError as error:
            return IN_THE_MIDDLE in str(error)
        return False

    damage_a_page(folder / FILE, found)


def damage_the_last_fact(folder: Path) -> None:
    """The page on which it lies does not hold what was written there; most facts before it can be read."""
    damage_where(folder, "SELECT raw FROM journal ORDER BY position DESC LIMIT 1")


def damage_where(folder: Path, asked: str) -> None:
    """A page that this question needs, and the first facts do not. No till may run there."""
    key = KeyBox(folder).database_key()

    def reads(question: str) -> bool:
        try:
            with closing(Reader(folder, key)) as reader:
                reader.read(lambda c: c.exec_driver_sql(question).all())
        except DatabaseError:
            return False
        return True

    damage_a_page(folder / FILE, lambda: reads(NEEDED[0]) and reads(FIRST) and not reads(asked))
