"""A ticket whose printer is dead comes out elsewhere, once, and says where it belongs; staff have the say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.errors import Refused
from domain.selling.print_setup import StationSlips
from pos_app.workflows import print_acts, print_desk, printing
from pos_app.workflows.print_desk import PrintDesk
from printers.outcome import Outcome, Result
from printers.spool import Action
from printers.status import Condition
from tests.fakes.printer import Fault, VirtualPrinter, free_port, until
from tests.pos_app.desks import desk_of, ends, jobs, newest, set_up, write
from tests.pos_app.shop import FISH, RICE, TOFU, Shop, scratch

BANNER = "POSSIBLE DUPLICATE"
MEANT = "本应送到"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at printers and waiting tickets more often than a real till does."""
    monkeypatch.setattr(printing, "RETRY", 0.03)
    monkeypatch.setattr(print_desk, "TICK", 0.02)


class DiesOverATicket(VirtualPrinter):
    """Told to reset in the middle of a ticket, it is off line from then on."""

    def handle(self, data: bytes) -> None:
        super().handle(data)
        if self.fault is Fault.RESET_MID_JOB and len(data) > 100:
            self.fault = Fault.OFFLINE


@contextmanager
def kitchen_with_fallback(shop: Shop, bar: VirtualPrinter, at: str) -> Iterator[PrintDesk]:
    """The kitchen's printer ``hot`` at an address, and the bar's that takes over after a minute."""
    slips = (StationSlips("kitchen", ("hot",), fallback="taps"), StationSlips("bar", ("taps",)))
    set_up(shop, *slips, hot=at, taps=bar.address)
    with desk_of(shop) as desk:
        yield desk


def nowhere() -> str:
    return f"tcp://127.0.0.1:{free_port()}"


def order(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)


def dead(desk: PrintDesk) -> None:
    """Wait until the till knows that nothing comes out of the kitchen's printer."""
    until(lambda: not desk.workers["hot"].well)


# by itself


def test_after_a_minute_it_comes_out_of_the_fallback_and_says_where_it_belongs(shop: Shop) -> None:
    port = free_port()
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, f"tcp://127.0.0.1:{port}") as desk:
        order(shop)
        dead(desk)
        before = newest(shop)
        shop.time.later(seconds=59)
        shop.caught_up()
        assert newest(shop).at_printer == "hot"
        shop.time.later(seconds=1)
        after = ends(shop, "confirmed")
        (text,) = bar.texts
        assert MEANT in text and "hot" in text and BANNER not in text
        assert (after.id, after.number, after.at_printer) == (before.id, before.number, "taps")
        assert (after.meant_for, after.attempts) == ("hot", 1)
        with VirtualPrinter(port) as hot:  # it is back, and prints what comes now, not what came elsewhere
            shop.send("A1", FISH)
            hot.wait_for(1)
            ends(shop, "confirmed")
            assert "水煮鱼" in hot.texts[0] and len(bar.texts) == 1
    assert shop.rebuilt().different == ()


def test_a_queue_keeps_its_order_on_its_way_to_the_fallback(shop: Shop) -> None:
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, nowhere()) as desk:
        order(shop)
        for cart in (FISH, RICE):
            shop.send("A1", cart)
        dead(desk)
        shop.time.later(minutes=1)
        bar.wait_for(3)
        first, second, third = bar.texts
        assert "麻婆豆腐" in first and "水煮鱼" in second and "米饭" in third


def test_a_ticket_that_may_have_come_out_is_marked_at_the_fallback(shop: Shop) -> None:
    """The kitchen's printer took the ticket and died over it."""
    with VirtualPrinter() as bar, DiesOverATicket() as hot, kitchen_with_fallback(shop, bar, hot.address):
        until(lambda: hot.connections > 0)
        hot.fault = Fault.RESET_MID_JOB
        order(shop)
        until(lambda: hot.fault is Fault.OFFLINE and newest(shop).state == "unknown")
        shop.time.later(minutes=1)
        bar.wait_for(1)
        assert ends(shop, "confirmed").mark == "duplicate"
        assert BANNER in bar.texts[0] and MEANT in bar.texts[0] and hot.texts == []


def test_a_printer_with_much_to_do_keeps_its_tickets(shop: Shop) -> None:
    with VirtualPrinter() as bar, VirtualPrinter() as hot, kitchen_with_fallback(shop, bar, hot.address):
        write(shop, lambda entry: print_acts.pause(entry, "hot", "zhou"))
        order(shop)
        shop.time.later(minutes=2)
        write(shop, lambda entry: print_acts.resume(entry, "hot", "zhou"))
        hot.wait_for(1)
        assert ends(shop, "confirmed").meant_for == "" and bar.tickets == []


def test_with_both_dead_it_waits_for_either(shop: Shop) -> None:
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, nowhere()) as desk:
        bar.fault = Fault.COVER_OPEN
        order(shop)
        desk.kick("bar")  # so that the till looks at it
        dead(desk)
        until(lambda: not desk.workers["taps"].well)
        shop.time.later(minutes=1)
        shop.parts.writer.submit(desk.tick).result()
        assert newest(shop).at_printer == "hot"
        bar.fault = None
        desk.kick("bar")
        bar.wait_for(1)
        assert MEANT in bar.texts[0]


def test_a_printer_that_gives_up_late_does_not_free_a_ticket_that_another_one_is_sending(shop: Shop) -> None:
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, nowhere()) as desk:
        bar.fault = Fault.PAPER_OUT_MID_JOB
        order(shop)
        until(lambda: bar.connections > 0)
        shop.till.move_ticket(newest(shop).id, "taps", "zhou").result()
        until(lambda: newest(shop).state == "sending")
        job, late = newest(shop).id, Outcome(Result.FAILED, Condition.OFFLINE)  # of a try from before
        end = shop.parts.writer.submit(lambda: desk.workers["hot"]._end(job, late))
        assert end.result() is Action.REST
        assert newest(shop).state == "sending"
        bar.fault = None
        ends(shop, "confirmed")
        assert len(bar.texts) == 1


def test_a_till_that_dies_just_after_it_has_moved_a_ticket_prints_it_once(shop: Shop) -> None:
    port = free_port()
    with scratch() as folder, VirtualPrinter() as bar:
        first = Shop(folder / "store")
        slips = StationSlips("kitchen", ("hot",), fallback="taps")
        set_up(first, slips, hot=f"tcp://127.0.0.1:{port}", taps=bar.address)
        order(first)
        job = newest(first).id
        write(first, lambda entry: entry.record("print.moved", {"job": job, "to": "taps"}))
        again = first.again()
        with VirtualPrinter(port) as hot, desk_of(again):
            ends(again, "confirmed")
            hot.drain()
            assert len(bar.texts) == 1 and hot.tickets == []
            assert MEANT in bar.texts[0] and BANNER not in bar.texts[0]
        again.close()


def test_last_nights_tickets_do_not_come_out_in_the_morning(shop: Shop) -> None:
    """Each station says how old a ticket may be; people are asked while the printer is still dead."""
    with VirtualPrinter() as bar:
        set_up(
            shop, StationSlips("kitchen", ("hot",), fallback="taps", ask_after=600), hot=nowhere(), taps=""
        )
        with desk_of(shop):
            order(shop)
            shop.time.later(minutes=10)
            assert ends(shop, "expired").note == "too old"
            set_up(shop, StationSlips("kitchen", ("hot",)), version=2, hot=bar.address)
            shop.send("A1", FISH)
            ends(shop, "confirmed")
            assert ["水煮鱼" in text for text in bar.texts] == [True]


def test_a_kitchen_without_a_printer_is_asked_about_none_of_its_orders(shop: Shop) -> None:
    with VirtualPrinter() as counter, desk_of(shop, counter=counter.address) as desk:
        order(shop)
        shop.time.later(minutes=40)
        shop.parts.writer.submit(desk.tick).result()
        assert newest(shop).state == "queued"


# because staff said so


def test_staff_move_one_ticket_or_all_that_wait(shop: Shop) -> None:
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, nowhere()):
        order(shop)
        shop.till.move_ticket(newest(shop).id, "taps", "zhou").result()
        bar.wait_for(1)
        for cart in (FISH, RICE):
            shop.send("A1", cart)
        shop.till.move_queue("hot", "taps", "zhou").result()
        bar.wait_for(3)
        assert [MEANT in text for text in bar.texts] == [True] * 3
        assert "水煮鱼" in bar.texts[1] and "米饭" in bar.texts[2]
        assert {job.asked_by for job in jobs(shop)} == {"zhou"}


def test_what_was_moved_away_does_not_come_out_of_a_printer_that_comes_back(shop: Shop) -> None:
    port = free_port()
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, f"tcp://127.0.0.1:{port}") as desk:
        order(shop)
        dead(desk)
        write(shop, lambda entry: print_acts.pause(entry, "taps", "zhou"))  # it waits there, too
        shop.till.move_ticket(newest(shop).id, "taps", "zhou").result()
        shop.send("A1", FISH)
        with VirtualPrinter(port) as hot:
            ends(shop, "confirmed")
            hot.drain()
            assert ["水煮鱼" in text for text in hot.texts] == [True]
            assert bar.tickets == []


def test_a_ticket_is_not_moved_to_a_printer_that_nobody_knows(shop: Shop) -> None:
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, nowhere()):
        order(shop)
        with pytest.raises(Refused, match="unknown_printer"):
            shop.till.move_ticket(newest(shop).id, "the-moon", "zhou").result()


def test_what_is_being_sent_is_neither_moved_nor_cancelled(shop: Shop) -> None:
    with VirtualPrinter() as bar, VirtualPrinter() as hot, kitchen_with_fallback(shop, bar, hot.address):
        until(lambda: hot.connections > 0)
        hot.fault = Fault.PAPER_OUT_MID_JOB
        order(shop)
        until(lambda: newest(shop).state == "sending")
        for act in (
            shop.till.move_ticket(newest(shop).id, "taps", "zhou"),
            shop.till.cancel_ticket(newest(shop).id, "zhou"),
        ):
            with pytest.raises(Refused, match="ticket_on_its_way"):
                act.result()
        hot.fault = None
        ends(shop, "confirmed")
        assert len(hot.texts) == 1 and bar.tickets == []


def test_a_cancelled_ticket_does_not_come_out_when_the_printer_is_back(shop: Shop) -> None:
    port = free_port()
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, f"tcp://127.0.0.1:{port}") as desk:
        order(shop)
        dead(desk)
        shop.till.cancel_ticket(newest(shop).id, "zhou").result()
        shop.send("A1", FISH)
        with VirtualPrinter(port) as hot:
            ends(shop, "confirmed")
            assert ["水煮鱼" in text for text in hot.texts] == [True]
            assert [job.state for job in jobs(shop)] == ["cancelled", "confirmed"]
            first = jobs(shop)[0].id
            for _tap in range(2):
                shop.till.print_again(first, "zhou").result()
            hot.wait_for(2)
            until(lambda: {job.state for job in jobs(shop)} == {"confirmed"})
            wanted_after_all = hot.texts[-1]
            assert "麻婆豆腐" in wanted_after_all and "No.0001" in wanted_after_all
            assert "重" not in wanted_after_all, "it is the first one, and says nothing else"
            assert len(hot.texts) == 2
    assert not shop.rebuilt().different


def test_a_voided_dish_is_not_printed_after_all(shop: Shop) -> None:
    port = free_port()
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, f"tcp://127.0.0.1:{port}") as desk:
        order(shop)
        dead(desk)
        (line,) = shop.opening("A1").orders[0].lines
        shop.till.bills.void_line(line.id, 1_000, False, "mistake", "wang", shop.time.new_id()).result()
        job = next(job for job in jobs(shop) if job.kind == "kitchen")
        assert job.state == "cancelled"
        shop.till.print_again(job.id, "zhou").result()
        assert next(one for one in jobs(shop) if one.id == job.id) == job


def test_a_reprint_stands_in_the_audit_with_who_and_why(shop: Shop) -> None:
    with VirtualPrinter() as bar, VirtualPrinter() as hot, kitchen_with_fallback(shop, bar, hot.address):
        order(shop)
        first = ends(shop, "confirmed")
        shop.till.reprint(first.id, "zhou", "  the cook  tore it ").result()
        hot.wait_for(2)
        (body,) = shop.events("print.asked")
        assert (body["of"], body["reason"]) == (first.id, "the cook tore it")
        assert (newest(shop).reason, newest(shop).asked_by) == ("the cook tore it", "zhou")
        assert "REPRINT" not in hot.texts[0]
        assert "REPRINT" in hot.texts[1] and "the cook tore it" in hot.texts[1]


def test_only_staff_decide_about_tickets(shop: Shop) -> None:
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, nowhere()):
        order(shop)
        till, job = shop.till, newest(shop).id
        for act in (
            till.move_ticket(job, "taps", "nobody"),
            till.move_queue("hot", "taps", "nobody"),
            till.cancel_ticket(job, "nobody"),
            till.retry_queue("hot", "nobody"),
            till.pause_printer("hot", "nobody"),
            till.resume_printer("hot", "nobody"),
            till.reprint(job, "nobody", "for fun"),
        ):
            with pytest.raises(Refused, match="unknown_staff"):
                act.result()
        assert newest(shop).at_printer == "hot" and bar.tickets == []


def test_staff_who_have_seen_to_the_printer_need_not_wait_for_the_next_look(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "RETRY", 600)
    port = free_port()
    with VirtualPrinter() as bar, kitchen_with_fallback(shop, bar, f"tcp://127.0.0.1:{port}") as desk:
        order(shop)
        until(lambda: desk.workers["hot"]._not_before > 0)
        with VirtualPrinter(port) as hot:
            shop.till.retry_queue("hot", "zhou").result()
            hot.wait_for(1)
            assert ends(shop, "confirmed").at_printer == "hot"
