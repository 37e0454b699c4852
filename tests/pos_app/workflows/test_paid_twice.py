"""One till lets a table pay as a whole; restored, it splits a portion off and is paid for it once more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.money.payments import Settlement
from domain.money.refunds import Refund
from pos_app.database.journal import batch
from pos_app.workflows.incarnations import adopt
from tests.pos_app.shop import TOFU, Shop, scratch
from tests.pos_app.workflows.test_restored_twice import Evening, on_writer


@pytest.fixture
def evening() -> Iterator[Evening]:
    with scratch() as folder:
        made = Evening(folder)
        yield made
        made.close()


def facts_of(shop: Shop) -> list[bytes]:
    mark = shop.parts.book.marks[-1]

    def read() -> list[bytes]:
        with shop.parts.database.transaction() as connection:
            return [row.raw for row in batch(connection, mark.incarnation, 0, 1_000)]

    return list(on_writer(shop, read))


def carried(shop: Shop) -> list[tuple[str, str, int]]:
    figures = shop.till.shifts.figures({}, "wang").result()
    return [(one.kind, one.of, one.amount) for one in figures.carried if one.kind == "twice"]


def test_the_till_says_what_was_paid_twice_until_it_is_given_back(evening: Evening) -> None:
    opening = evening.till.open("A1")
    evening.till.send("A1", TOFU, TOFU)
    backup = evening.backup()
    evening.time.later(minutes=5)
    first = evening.restore(backup)
    first.pay("A1")
    evening.time.later(minutes=5)
    second = evening.restore(backup)
    line, part = second.opening("A1").lines[0], second.time.new_id()
    second.till.bills.split(opening, "", {line.id: 1_000}, 0, "zhou", part).result()
    view = second.opening("A1")
    agreed = next(one for one in view.bills if one.agreed.id == part)
    second.till.take_payment(
        opening, "cash", agreed.figures.total, view.version, True, "zhou", second.time.new_id(), bill=part
    ).result()
    mark = first.parts.book.marks[-1]
    on_writer(second, lambda: adopt(second.parts.book, mark, 0, facts_of(first)))
    (whole,) = [one for one in second.rows(Settlement) if one.id == opening]
    took = next(one for one in second.rows(Settlement) if one.id == part).total
    day = second.till.money.settled("zhou").result()
    assert {one.id: one.twice for one in day.bills} == {opening: 0, part: took}
    assert carried(second) == [("twice", part, took)]
    act = second.time.new_id()
    second.till.money.refund(part, took, {}, False, "paid twice", "wang", act).result()
    assert [one.amount for one in second.rows(Refund)] == [took]
    assert carried(second) == []
    assert second.till.shifts.figures({}, "wang").result().takings == whole.total
    assert second.rebuilt().different == ()
