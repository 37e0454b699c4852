"""A till's own record was altered on its disk: a server that holds what was written there gives it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from domain.record.envelope import Event, decode
from domain.record.mending import MENDED
from pos_app.database import journal
from pos_app.database.journal import ChainLook, Kept, batch, broken_link
from pos_app.database.session import Connection, Reader
from pos_app.keys import KeyBox
from pos_app.workflows.mending import WHOLE_AGAIN, forget_mended, mend, mended_unread
from pos_app.workflows.rebuilding import rebuild
from tests.pos_app.damaged_journal import damage_some_facts
from tests.pos_app.shop import FISH, TOFU, Shop, scratch

DAMAGES = {
    "altered": "UPDATE journal SET raw = CAST(replace(raw, ':1', ':7') AS BLOB) WHERE seq IN (5, 6)",
    "missing": "DELETE FROM journal WHERE seq IN (5, 6)",
    "first": "UPDATE journal SET raw = x'00' WHERE seq = 1",
    "hash": "UPDATE journal SET hash = zeroblob(32) WHERE seq = 7",
    "last": "UPDATE journal SET raw = x'00' WHERE seq = (SELECT max(seq) FROM journal)",
}


@pytest.fixture
def shop() -> Iterator[Shop]:
    """An evening of two tables, one paid."""
    with scratch() as folder:
        made = Shop(folder / "store")
        made.open("A1")
        made.send("A1", TOFU)
        made.pay("A1")
        made.open("A2")
        made.send("A2", FISH)
        yield made
        made.close()


def run(shop: Shop, sql: str) -> None:
    book = shop.parts.book
    shop.parts.writer.submit(lambda: book.look(lambda c: c.exec_driver_sql(sql))).result()


def facts(shop: Shop) -> list[Kept]:
    book = shop.parts.book
    return shop.parts.writer.submit(
        lambda: book.look(lambda c: batch(c, book.incarnation, 0, 1_000))
    ).result()


def breaks(shop: Shop) -> dict[str, list[int]]:
    found, book = ChainLook(), shop.parts.book
    shop.parts.writer.submit(lambda: book.look(found.go_on)).result()
    return found.breaks


def mended(shop: Shop, first: int, told: Sequence[bytes]) -> list[int]:
    book = shop.parts.book
    return shop.parts.writer.submit(lambda: mend(book, book.incarnation, first, told)).result()


def rebuilt(shop: Shop) -> tuple[str, ...]:
    """What a fold of the facts anew gives otherwise than the till has it; the chain must hold."""
    done = shop.parts.writer.submit(lambda: rebuild(shop.parts.database)).result()
    assert not done.broken
    return done.different


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_damaged_is_as_it_was_written(shop: Shop, damage: str) -> None:
    before = facts(shop)
    run(shop, DAMAGES[damage])
    (numbers,) = breaks(shop).values()
    first, last = numbers[0], numbers[-1]
    assert mended(shop, first, [kept.raw for kept in before[first - 1 : last]]) == numbers
    assert breaks(shop) == {}
    after = facts(shop)
    assert after[: len(before)] == before
    assert rebuilt(shop) == (), "the state was never another one, and every fact means what it meant"
    (told,) = after[len(before) :]
    event = decode(told.raw)
    assert (event.kind, event.body["first"], event.body["facts"]) == (
        MENDED,
        first,
        1 if damage == "hash" else len(numbers),
    )
    altered = {"altered": [5, 6], "missing": [], "first": [1], "hash": [], "last": numbers}[damage]
    assert [one["seq"] for one in event.body["altered"]] == altered
    assert mended(shop, first, [kept.raw for kept in before[first - 1 : last]]) == numbers
    assert len(facts(shop)) == len(after), "nothing is told of what is whole already"


def test_what_a_server_tells_otherwise_changes_nothing(shop: Shop) -> None:
    before = facts(shop)
    run(shop, DAMAGES["missing"])
    (numbers,) = breaks(shop).values()
    left = facts(shop)
    told = [before[4].raw, before[5].raw.replace(b":1", b":2")]
    for some in ([], told[:1], told, [before[5].raw, before[4].raw]):
        assert mended(shop, numbers[0], some) == []
    assert facts(shop) == left
    assert list(breaks(shop).values()) == [numbers]


def test_what_happened_elsewhere_does_not_happen_again_when_it_comes_back(shop: Shop) -> None:
    """Counted by the owner under another name, it is kept here a second time and means nothing."""
    own, book = facts(shop), shop.parts.book

    def take_over() -> None:
        def work(c: Connection) -> None:
            journal.begin(c, "branch", book.incarnation, 4)
            head = journal.head(c, "branch")
            for kept in own[4:7]:
                head = journal.adopt(c, head, kept.raw, "")
            c.exec_driver_sql("DELETE FROM journal WHERE incarnation = 'branch' AND seq = 6")

        book.look(work)

    def kinds() -> list[str]:
        query = "SELECT kind FROM journal WHERE incarnation = 'branch'"
        return list(book.look(lambda c: c.exec_driver_sql(query).scalars().all()))

    writer = shop.parts.writer
    writer.submit(take_over).result()
    assert writer.submit(lambda: mend(book, "branch", 6, [own[5].raw])).result() == [6]
    assert writer.submit(kinds).result() == [""] * 3
    assert rebuilt(shop) == ()


def test_a_page_that_the_disk_does_not_give_is_left_as_it_is_and_selling_goes_on(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "store")
    for table in ("A1", "A2", "A3", "A4"):
        shop.open(table)
        shop.send(table, TOFU, FISH)
    before = facts(shop)
    shop.close()
    damage_some_facts(shop.folder)
    shop = Shop(shop.folder, shop.time)
    assert mended(shop, 2, [kept.raw for kept in before[1:]]) == []
    shop.open("A5")
    shop.send("A5", TOFU)
    shop.close()


def test_that_it_is_whole_again_is_said_until_somebody_has_read_it(shop: Shop) -> None:
    before, book = facts(shop), shop.parts.book
    run(shop, DAMAGES["altered"])
    mended(shop, 5, [kept.raw for kept in before[4:6]])
    shop.till.mended.look()
    shop.caught_up()
    assert shop.till.view.mended == 2
    shop.parts.writer.submit(lambda: forget_mended(book)).result()
    run(shop, "UPDATE journal SET raw = x'00' WHERE seq = 3")
    mended(shop, 3, [before[2].raw])
    assert shop.parts.writer.submit(lambda: mended_unread(book)).result() == 1
    assert shop.parts.writer.submit(lambda: book.local(WHOLE_AGAIN)["facts"]).result() == 3


def test_a_mended_record_can_be_read_by_who_opens_it_next(shop: Shop) -> None:
    before = facts(shop)
    run(shop, DAMAGES["missing"])
    mended(shop, 5, [kept.raw for kept in before[4:6]])
    shop.close()
    with closing(Reader(shop.folder, KeyBox(shop.folder).database_key())) as reader:
        assert reader.read(broken_link) is None
    again = Shop(shop.folder, shop.time)
    again.send("A2", TOFU)
    events: list[Event] = [decode(kept.raw) for kept in facts(again)]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    again.close()
    shop.parts = again.parts
