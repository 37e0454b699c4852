"""What stands behind a damaged place of a till's record, as it is told for the owner's review."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from domain.record.envelope import head_of
from domain.record.replication import unpack
from pos_app.database.journal import ChainLook, batch
from pos_app.database.session import Database, Reader
from pos_app.workflows.batches import Batches
from pos_app.workflows.incarnations import renew
from tests.pos_app.shop import TOFU, Shop

SENDER = {"brand": "b" * 32, "store": "c" * 32, "device": "d" * 32, "protocol": 2}


@pytest.fixture
def sold(shop: Shop) -> Iterator[Shop]:
    """A table has ordered three times."""
    shop.open("A1")
    for _ in range(3):
        shop.send("A1", TOFU)
    yield shop


def change(shop: Shop, statement: str, seq: int) -> None:
    def work() -> None:
        database: Database = shop.parts.database
        with database.transaction() as connection:
            connection.exec_driver_sql(statement, (seq,))

    shop.parts.writer.submit(work).result()


def told(shop: Shop, after: int) -> list[tuple[int, str, list[bytes]]]:
    """After which number each batch begins, its hash before, and the facts; each holds by itself."""
    found: list[tuple[int, str, list[bytes]]] = []
    key = shop.parts.keys.database_key()
    with closing(Reader(shop.folder, key)) as reader:
        batches = Batches(lambda: reader, SENDER)
        while now := batches.unproven(shop.parts.book.incarnation, after):
            packed, after = now
            header, raws = unpack(packed)
            assert head_of(bytes.fromhex(header.previous), raws).hex() == header.head
            assert after == header.after + len(raws)
            found.append((header.after, header.previous, raws))
    return found


def kept(shop: Shop, after: int) -> list[tuple[int, bytes, str]]:
    with closing(Reader(shop.folder, shop.parts.keys.database_key())) as reader:
        rows = reader.read(lambda c: batch(c, shop.parts.book.incarnation, after, 999))
    return [(row.seq, row.raw, row.hash.hex()) for row in rows]


def test_a_damaged_fact_comes_alone_and_the_rest_goes_on_from_the_hash_that_is_written(sold: Shop) -> None:
    last = sold.parts.book.head_seq
    change(sold, "UPDATE journal SET raw = CAST(raw || ' ' AS BLOB) WHERE seq = ?", last - 2)
    rows = kept(sold, last - 4)
    found = told(sold, last - 3)
    assert [(after, raws) for after, _, raws in found] == [
        (last - 3, [rows[1][1]]),
        (last - 2, [rows[2][1], rows[3][1]]),
    ]
    assert [before for _, before, _ in found] == [rows[0][2], rows[1][2]]


def test_what_follows_a_fact_that_is_gone_is_told_all_the_same(sold: Shop) -> None:
    last = sold.parts.book.head_seq
    change(sold, "DELETE FROM journal WHERE seq = ?", last - 2)
    facts = [raw for _, _, raws in told(sold, last - 3) for raw in raws]
    assert facts == [raw for _, raw, _ in kept(sold, last - 3)] and len(facts) == 2


def test_where_all_is_whole_or_nothing_more_is_there_nothing_is_cut(sold: Shop) -> None:
    last = sold.parts.book.head_seq
    assert [(after, len(raws)) for after, _, raws in told(sold, last - 3)] == [(last - 3, 3)]
    assert told(sold, last) == []


def test_a_look_along_the_chain_finds_what_is_damaged_of_each_incarnation(sold: Shop) -> None:
    book, before = sold.parts.book, sold.parts.book.head
    sold.parts.writer.submit(lambda: renew(book, "restore", 0)).result()
    sold.send("A1", TOFU)
    sold.send("A1", TOFU)
    for seq in (before.seq - 1, 2):  # of both incarnations, and a number that only the first one has
        change(sold, "UPDATE journal SET raw = CAST(raw || ' ' AS BLOB) WHERE seq = ?", seq)
    change(sold, "DELETE FROM journal WHERE seq = ?", before.seq - 4)
    found = ChainLook()
    with closing(Reader(sold.folder, sold.parts.keys.database_key())) as reader:
        while reader.read(lambda connection: found.go_on(connection, 1)):
            pass
    first = [2, before.seq - 4, before.seq - 1]
    assert found.breaks == {before.incarnation: first, book.incarnation: [2]}
    assert found.broken and (found.broken.incarnation, found.broken.seq) == (before.incarnation, 2)
