"""A full Saturday at the host's desk: numbers given, called, passed over, seated; nobody is forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.queue import QueueGroup, QueueNumber, QueueSetup
from domain.selling.printing import PrintJob
from pos_app.workflows.book import Entry
from pos_app.workflows.incarnations import begin_if_restored
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from tests.pos_app.shop import Shop
from tests.printers.evening import chinese
from tests.printers.test_golden_tickets import WIDE

BY = "zhou"


def join(shop: Shop, guests: int) -> str:
    queue = shop.time.new_id()
    shop.till.queue.join(queue, guests, BY).result()
    shop.time.later(seconds=40)
    shop.caught_up()
    return queue


def line(shop: Shop) -> list[str]:
    shop.caught_up()
    return [one.text for one in shop.till.view.queue.numbers]


def number(shop: Shop, queue: str) -> QueueNumber:
    return next(one for one in shop.rows(QueueNumber) if one.id == queue)


def paper(shop: Shop, queue: str) -> str:
    (job,) = [job for job in shop.rows(PrintJob) if job.order == queue]
    ticket = shop.read(lambda tables: ticket_for(tables, job, chinese(WIDE), job.queued_at))
    return read_paper(encode(ticket)).text


def test_a_party_gets_a_number_of_its_class_and_a_slip_that_says_who_is_before_it(shop: Shop) -> None:
    couple, four, second, ten = (join(shop, guests) for guests in (2, 4, 1, 10))
    assert [number(shop, one).text for one in (couple, four, second, ten)] == ["A001", "B001", "A002", "D001"]
    assert "A002" in paper(shop, second) and "1–2 人桌" in paper(shop, second)
    assert number(shop, second).ahead == 1 and "前面还有 1 桌" in paper(shop, second)
    assert "前面还有" not in paper(shop, ten) and "再过 3 桌" in paper(shop, ten)
    (job,) = [job for job in shop.till.view.jobs if job.table_label == {"und": "D001"}]
    assert (job.kind, job.printer) == ("queue", "counter")
    with pytest.raises(Refused, match="bad_guests"):
        shop.till.queue.join(shop.time.new_id(), 0, BY).result()


def test_the_same_tap_twice_gives_one_number(shop: Shop) -> None:
    queue = join(shop, 2)
    shop.till.queue.join(queue, 2, BY).result()
    assert line(shop) == ["A001"] and len(shop.events("queue.joined")) == 1


def test_called_and_seated_in_one_tap_the_table_is_open_for_so_many(shop: Shop) -> None:
    queue = join(shop, 3)
    shop.till.queue.call(queue, BY).result()
    shop.till.queue.call(queue, BY).result()
    assert (number(shop, queue).state, number(shop, queue).calls) == ("called", 2)
    opening = shop.till.queue.seat(queue, "A1", BY).result()
    shop.caught_up()
    assert shop.till.view.tables["A1"].opening == opening
    assert [(one.table, one.guests) for one in shop.rows(Opening)] == [("A1", 3)]
    assert line(shop) == []
    assert shop.till.queue.seat(queue, "A2", BY).result() == opening  # tapped twice: still one table
    with pytest.raises(Refused, match="queue_over"):
        shop.till.queue.call(queue, BY).result()
    assert not shop.rebuilt().different


def test_at_a_table_that_is_taken_nobody_loses_their_turn(shop: Shop) -> None:
    queue = join(shop, 2)
    shop.till.open_table("A1", 2, BY).result()
    with pytest.raises(Refused, match="table_taken"):
        shop.till.queue.seat(queue, "A1", BY).result()
    assert line(shop) == ["A001"]


def test_who_is_passed_over_comes_again_after_three_and_the_house_may_say_otherwise(shop: Shop) -> None:
    keys = [join(shop, 2) for _ in range(6)]
    shop.till.queue.call(keys[0], BY).result()
    shop.till.queue.pass_over(keys[0], BY).result()
    assert line(shop) == ["A002", "A003", "A004", "A001", "A005", "A006"]
    assert (number(shop, keys[0]).state, number(shop, keys[0]).calls) == ("waiting", 0)
    shop.till.queue.save_setup(replace(shop.till.view.queue.setup, back=0), "wang").result()
    shop.till.queue.pass_over(keys[1], BY).result()
    assert line(shop) == ["A003", "A004", "A001", "A005", "A006", "A002"]
    shop.till.queue.leave(keys[2], BY).result()
    assert line(shop)[0] == "A004"
    assert not shop.rebuilt().different


def test_the_owner_changes_the_classes_and_numbers_go_on(shop: Shop) -> None:
    join(shop, 2)
    setup = QueueSetup(groups=(QueueGroup("A", 1), QueueGroup("V", 5)))
    with pytest.raises(Refused):
        shop.till.queue.save_setup(setup, BY).result()  # a cashier
    shop.till.queue.save_setup(setup, "wang").result()
    shop.caught_up()
    join(shop, 4)
    join(shop, 6)
    assert line(shop) == ["A001", "A002", "V001"]
    with pytest.raises(Refused, match="queue_old"):
        shop.till.queue.save_setup(setup, "wang").result()
    with pytest.raises(Refused, match="queue_unfit"):
        shop.till.queue.save_setup(replace(setup, version=1, groups=()), "wang").result()


def test_the_queue_begins_anew_with_the_business_day_and_not_with_the_day_end(shop: Shop) -> None:
    shop.time.later(minutes=10 * 60)  # 22:00
    join(shop, 2)
    shop.till.shifts.close_day(shop.time.new_id(), {}, False, "wang").result()
    join(shop, 2)
    assert line(shop) == ["A001", "A002"]  # they wait on, and nobody has the same number
    shop.time.later(minutes=8 * 60)  # after five in the morning
    join(shop, 2)
    assert line(shop) == ["A001"] and len(shop.rows(QueueNumber)) == 3


def test_a_clock_that_is_set_back_lets_nobody_in_before_those_who_wait(shop: Shop) -> None:
    first = join(shop, 2)
    shop.time.later(minutes=-30)
    second = join(shop, 2)
    shop.till.queue.pass_over(first, BY).result()
    assert line(shop) == ["A002", "A001"]
    shop.till.queue.pass_over(second, BY).result()
    assert line(shop) == ["A001", "A002"]


def test_after_a_restart_all_wait_where_they_were(shop: Shop) -> None:
    keys = [join(shop, 2) for _ in range(3)]
    shop.till.queue.call(keys[1], BY).result()
    before = line(shop), shop.till.view.queue
    again = shop.again()
    assert (line(again), again.till.view.queue) == before
    again.close()


def test_after_a_restore_no_number_that_a_guest_may_hold_is_given_again(shop: Shop) -> None:
    join(shop, 2)
    book, writer = shop.parts.book, shop.parts.writer
    writer.submit(lambda: book.set_local("restored", True)).result()
    assert writer.submit(lambda: begin_if_restored(book)).result()
    assert "A102" <= number(shop, join(shop, 2)).text <= "A999"
    assert "D101" <= number(shop, join(shop, 9)).text <= "D999"
    assert not shop.rebuilt().different


def test_who_is_seated_when_the_power_fails_waits_on_or_sits_and_never_both(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = join(shop, 2)
    record = Entry.record

    def dies(entry: Entry, kind: str, *rest: Any) -> Any:
        if kind == "queue.seated":
            raise OSError
        return record(entry, kind, *rest)

    monkeypatch.setattr(Entry, "record", dies)
    with pytest.raises(OSError):
        shop.till.queue.seat(queue, "A1", BY).result()
    monkeypatch.undo()
    assert line(shop) == ["A001"] and not shop.rows(Opening)
    shop.till.queue.seat(queue, "A1", BY).result()
    assert line(shop) == [] and len(shop.rows(Opening)) == 1
