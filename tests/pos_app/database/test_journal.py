"""The journal keeps what happened, byte for byte, and shows whoever alters it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from domain.record.envelope import GENESIS, Event, encode, head_of
from domain.record.fold import ROWS
from domain.selling.orders import OrderLine
from pos_app.database import journal, schema
from pos_app.database.session import Database, Reader
from pos_app.database.session import raw as driver
from pos_app.workflows.rebuilding import rebuild
from tests.pos_app.shop import TOFU, Shop, scratch

KEY = "ab" * 32


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch() as folder:
        yield folder


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    database = Database(folder, KEY)
    yield database
    database.close()


def write(database: Database, incarnation: str, *texts: str) -> journal.Head:
    with database.transaction() as connection:
        head = journal.head(connection, incarnation)
        for text in texts:
            event = Event(head.seq + 1, "said", 1_000, "2026-11-23", "till", {"text": text})
            head = journal.append(connection, head, event)
    return head


def alter(database: Database, statement: str) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql(statement)


def broken(database: Database) -> str:
    with database.transaction() as connection:
        found = journal.broken_link(connection)
    return f"{found.incarnation}:{found.seq}" if found else ""


def test_events_are_numbered_and_chained(database: Database) -> None:
    head = write(database, "first", "a", "b", "c")
    with database.transaction() as connection:
        events = list(journal.all_events(connection))
    assert [event.seq for _, event in events] == [1, 2, 3]
    assert head.hash == head_of(GENESIS, [encode(event) for _, event in events])
    assert broken(database) == ""


def test_each_incarnation_counts_for_itself_and_the_order_of_writing_is_kept(database: Database) -> None:
    write(database, "first", "a", "b")
    write(database, "second", "c")
    write(database, "first", "d")
    with database.transaction() as connection:
        said = [
            (head.incarnation, head.seq, event.body["text"]) for head, event in journal.all_events(connection)
        ]
    assert said == [("first", 1, "a"), ("first", 2, "b"), ("second", 1, "c"), ("first", 3, "d")]
    assert broken(database) == ""


def test_a_number_is_given_once(database: Database) -> None:
    write(database, "first", "a")
    with pytest.raises(IntegrityError), database.transaction() as connection:
        journal.append(
            connection, journal.Head("first", 0, GENESIS), Event(1, "said", 1, "2026-11-23", "till", {})
        )


@pytest.mark.parametrize(
    ("statement", "at"),
    [
        ("UPDATE journal SET raw = CAST(replace(raw, '\"b\"', '\"x\"') AS BLOB) WHERE seq = 2", "first:2"),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 3", "first:3"),
        ("DELETE FROM journal WHERE seq = 2", "first:3"),
        ("DELETE FROM journal WHERE seq = 1", "first:2"),
        ("UPDATE journal SET seq = 9 WHERE seq = 3", "first:9"),
        ("UPDATE journal SET incarnation = 'other' WHERE seq = 2", "other:2"),
    ],
)
def test_any_alteration_breaks_the_chain(database: Database, statement: str, at: str) -> None:
    write(database, "first", "a", "b", "c")
    alter(database, statement)
    assert broken(database) == at


def test_a_reader_sees_what_is_committed_and_nothing_else(folder: Path, database: Database) -> None:
    write(database, "first", "a")
    reader = Reader(folder, KEY)

    def behind(after: int, most: int = 10) -> list[int]:
        return [row.seq for row in reader.read(lambda c: journal.batch(c, "first", after, most))]

    with database.transaction() as connection:
        head = journal.head(connection, "first")
        journal.append(connection, head, Event(2, "said", 1, "2026-11-23", "till", {}))
        assert behind(0) == [1]
    assert behind(0) == [1, 2]
    assert behind(1) == [2]
    assert behind(0, most=1) == [1]
    reader.close()


def test_who_looks_for_the_latest_of_a_kind_does_not_read_years(database: Database) -> None:
    write(database, "first", "long ago", "yesterday", "today")

    def latest(most: int, among: int = 0) -> list[str]:
        with database.transaction() as connection:
            return [str(event.body["text"]) for event in journal.latest(connection, ["said"], most, among)]

    assert latest(2) == ["today", "yesterday"]
    assert latest(9, among=1) == ["today"]
    assert latest(9) == ["today", "yesterday", "long ago"]


def test_local_values_are_no_part_of_history(database: Database) -> None:
    with database.transaction() as connection:
        assert journal.local_value(connection, "printers") is None
        journal.set_local(connection, "printers", {"bar": "tcp://1"})
        journal.set_local(connection, "printers", {"bar": "tcp://2"})
        assert journal.local_value(connection, "printers") == {"bar": "tcp://2"}
        assert list(journal.all_events(connection)) == []


def test_a_rebuild_mends_a_state_that_somebody_altered(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    assert shop.rebuilt().different == ()
    shop.parts.writer.submit(lambda: alter(shop.parts.database, "UPDATE order_lines SET amount = 1")).result()
    assert shop.rebuilt().different == ("order_lines",)
    assert shop.rebuilt().different == ()


def test_a_broken_journal_does_not_replace_the_state(shop: Shop) -> None:
    """Whoever altered a fact shall not have the bill follow it."""
    shop.phone("A1").order(TOFU)
    rows = shop.rows(OrderLine)
    shop.parts.writer.submit(
        lambda: alter(
            shop.parts.database,
            "UPDATE journal SET raw = CAST(replace(raw, '\"price\":2800', '\"price\":1') AS BLOB)"
            " WHERE kind = 'order.placed'",
        )
    ).result()
    assert shop.rebuilt().broken
    assert shop.rows(OrderLine) == rows


def test_an_event_that_cannot_be_read_breaks_the_chain_and_not_the_program(database: Database) -> None:
    write(database, "first", "a")
    alter(database, "UPDATE journal SET raw = x'7b'")
    assert rebuild(database).broken == "first:1"


def test_every_kind_of_state_has_a_table() -> None:
    assert len({schema.name_of(kind) for kind in ROWS}) == len(ROWS)


def test_a_missing_fact_finds_its_place_without_a_walk_along_all_others(database: Database) -> None:
    """A page of thousands may come back while somebody sells."""
    write(database, "first", *map(str, range(2_000)))
    with database.transaction() as connection:
        kept = journal.batch(connection, "first", 0, 20)
        connection.exec_driver_sql("DELETE FROM journal WHERE seq BETWEEN 5 AND 8 OR seq = 1")
        steps = list[None]()
        driver(connection).set_progress_handler(lambda: steps.append(None), 100)
        for seq in (1, 5, 6, 7, 8):
            journal.put_back(connection, "first", kept[seq - 1], "said")
        driver(connection).set_progress_handler(None, 0)
        found = connection.exec_driver_sql("SELECT seq FROM journal WHERE position = seq AND seq < 10")
        assert found.scalars().all() == [*range(1, 10)]
        assert len(steps) < 20
    assert broken(database) == ""
