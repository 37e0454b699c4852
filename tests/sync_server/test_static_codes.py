"""Money by the printed code is found on the provider's bill: by sum and time, and never by a guess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from domain.money.code_matching import WINDOW, CodeLine, CodePayment, laid
from domain.money.payments import Payment
from domain.money.to_confirm import ConfirmWish
from domain.record.plain import from_plain
from sync_server.database.reconciliations import DayRow, put_day
from sync_server.payments.port import BillLine
from sync_server.workflows.static_codes import ZONE
from tests.fakes.gateway import QUICK
from tests.sync_server.running import ServerHere
from tests.sync_server.story import Story, lines, simple_dishes
from tests.sync_server.test_owner import Browser
from tests.sync_server.test_reconciling import DAY, PAGE, Billing, found, line, look, noon, paid
from tests.sync_server.wire import new_id

MINUTE = 60_000


@pytest.fixture
def gateway() -> Billing:
    return Billing()


@pytest.fixture
def server(tmp_path: Path, gateway: Billing) -> Iterator[ServerHere]:
    running = ServerHere(tmp_path, merchants=gateway, pace=QUICK)
    noon(running)
    yield running
    running.close()


class Evening:
    """A store whose guests pay by the printed code, too; and one by a code that the till scanned, so that the
    store has an account."""

    def __init__(self, server: ServerHere, gateway: Billing) -> None:
        self.server, self.gateway, self.till = server, gateway, server.till()
        self.told = paid(server, self.till)
        self.story = Story(server.time.clock.now())
        self.story.found()
        self.lines = [line(self.told)]

    def code(self, says: str = "confirmed", later: int = 0) -> Payment:
        """A guest pays by it; ``says``: what somebody saw in the provider's app, "" for nobody has looked."""
        story = self.story
        story.at += later
        opening = story.sit("A1")
        story.order(opening, *lines(*simple_dishes()[:2]))
        story.pay(opening, "printed_code")
        payment = max(story.tables.where(Payment), key=lambda one: one.at)
        if says:
            story.tell(f"payment.{says}", {"payment": payment.id}, "wang")
        story.clear(opening)
        return payment

    def on_bill(self, payment: Payment, later: int = 0, number: str = "") -> str:
        """The provider has it: under a number of its own, at its own time."""
        at = datetime.fromtimestamp((payment.at + later) / 1000, ZONE).strftime("%Y-%m-%d %H:%M:%S")
        number = number or f"provider{len(self.lines)}"
        row = BillLine("charge", number, number, payment.amount, "CNY", f"T{number}", 0, at)
        self.lines.append(row)
        return number

    def tell(self) -> None:
        """The home hears the till's facts."""
        self.till.send(self.story.incarnation, self.story.raws)
        self.server.folded()

    def next_day(self) -> list[tuple[str, str, int, int]]:
        """The bill is there and laid beside; what does not agree."""
        self.gateway.lines = self.lines
        self.server.time.pass_by(DAY)
        self.till.offset = self.server.time.ahead
        look(self.server, self.gateway)
        return found(self.server, self.till)

    def told_to_confirm(self) -> list[ConfirmWish]:
        """What the till hears that it may confirm by itself."""
        items = self.till.feed().json()["items"]
        return [from_plain(ConfirmWish, one["body"]) for one in items if one["kind"] == "dish"]


@pytest.fixture
def evening(server: ServerHere, gateway: Billing) -> Evening:
    return Evening(server, gateway)


def test_what_came_by_the_code_is_no_unknown_income(evening: Evening) -> None:
    evening.on_bill(evening.code(), later=-5 * MINUTE)
    evening.on_bill(evening.code(later=40 * MINUTE), later=20 * MINUTE)
    evening.on_bill(evening.code("", later=80 * MINUTE))
    evening.tell()
    assert evening.next_day() == []
    settled = evening.server.server.reconciling.differences(evening.till.store, True)
    assert settled == [], "nobody was ever told that it was unknown"


def test_what_is_on_the_bill_once_the_till_may_confirm_by_itself(evening: Evening) -> None:
    """Not what a person has confirmed or denied, nor what two lines or two payments could be. Told once."""
    evening.on_bill(evening.code(), later=MINUTE)
    evening.on_bill(evening.code("denied", later=80 * MINUTE))
    number = evening.on_bill(one := evening.code("", later=80 * MINUTE), later=-20 * MINUTE)
    first = evening.code("", later=80 * MINUTE)
    second = evening.code("", later=2 * MINUTE)
    for each in (first, second):
        evening.on_bill(each)
    evening.tell()
    assert evening.next_day() == [("code_came", "charge", one.amount, 0)]
    (wish,) = evening.told_to_confirm()
    assert (wish.payment, wish.came, wish.line and wish.line.number) == (one.id, True, number)
    evening.till.publish([], [{"request": wish.id, "state": "refused", "at": 1, "code": "confirm_unsure"}])
    look(evening.server)
    evening.story.tell("payment.confirmed", {"payment": one.id, "on_bill": number}, "bill")
    evening.tell()
    look(evening.server)
    assert [each.id for each in evening.told_to_confirm()] in ([], [wish.id]), "never under another id"


def test_where_another_account_has_no_bill_yet_nothing_is_sure(evening: Evening) -> None:
    payment = evening.code("")
    evening.on_bill(payment)
    evening.tell()
    day = datetime.fromtimestamp(payment.at / 1000, ZONE).date()
    other = DayRow(evening.till.store, "another", str(day), "alipay", 1)
    evening.server.server.database.submit(lambda c: put_day(c, other, ())).result()
    assert evening.next_day() == [] and evening.told_to_confirm() == []


def test_a_line_that_tells_no_hour_is_never_sure(evening: Evening) -> None:
    number = evening.on_bill(evening.code(""))
    (row,) = [one for one in evening.lines if one.number == number]
    evening.lines[evening.lines.index(row)] = replace(row, at="")
    evening.tell()
    assert evening.next_day() == []
    evening.lines = [BillLine("charge", new_id(), new_id(), 1, "CNY", "T", 0, "")]
    evening.next_day()  # the bills of the days before and after are here, too
    assert evening.told_to_confirm() == []


def test_what_was_said_to_have_come_and_is_on_no_bill_is_missing_money(evening: Evening) -> None:
    missing, there = evening.code(), evening.code(later=90 * MINUTE)
    evening.code("", later=180 * MINUTE)  # of which nobody has said it
    evening.on_bill(there)
    evening.tell()
    assert evening.next_day() == [("code_missing", "charge", 0, missing.amount)]
    (row,) = evening.server.server.reconciling.differences(evening.till.store)
    assert (row.number, row.opening) == (missing.id, missing.opening)


def test_another_sum_or_hour_is_not_it(evening: Evening) -> None:
    payment = evening.code()
    evening.on_bill(replace(payment, amount=payment.amount + 1))
    evening.on_bill(payment, later=45 * MINUTE)
    evening.tell()
    assert evening.next_day() == [
        ("code_missing", "charge", 0, payment.amount),
        ("theirs_only", "charge", payment.amount, 0),
        ("theirs_only", "charge", payment.amount + 1, 0),
    ]


def test_the_same_sum_three_times_and_two_lines_are_told_together(evening: Evening) -> None:
    first = evening.code()
    for _ in range(2):
        evening.code(later=2 * MINUTE)
    for later in (0, 3 * MINUTE):
        evening.on_bill(first, later)
    evening.tell()
    amount = first.amount
    assert evening.next_day() == [("code_unsure", "charge", 2 * amount, 3 * amount)]


def test_one_that_came_though_somebody_said_no_is_named(evening: Evening) -> None:
    payment = evening.code("denied")
    evening.on_bill(payment)
    evening.tell()
    assert evening.next_day() == [("code_came", "charge", payment.amount, 0)]


def test_a_till_that_had_no_network_explains_a_line_afterwards(evening: Evening) -> None:
    """The bill came first: its line was income that nobody knew. Nobody is asked about it any more."""
    payment = evening.code()
    evening.on_bill(payment)
    assert evening.next_day() == [("theirs_only", "charge", payment.amount, 0)]
    evening.tell()
    look(evening.server)
    assert found(evening.server, evening.till) == []
    (row,) = evening.server.server.reconciling.differences(evening.till.store, True)
    assert row.note == "Found: it was paid by the printed code."


def test_the_owner_reads_what_to_do(evening: Evening) -> None:
    missing = evening.code()
    evening.tell()
    evening.next_day()
    owner = Browser(evening.server.url)
    owner.set_up(evening.server)
    page = owner.get(PAGE).text
    assert "Said to have come by the printed code, and not on the provider" in page
    assert "by sum and time" in page and missing.id in page
    owner.session.close()


def test_one_near_midnight_waits_for_the_bill_of_the_next_day(evening: Evening) -> None:
    payment = evening.code(later=12 * 60 * MINUTE - 5 * MINUTE - 30_000)
    evening.tell()
    other = BillLine("charge", new_id(), new_id(), 1, "CNY", "T", 0, "")
    evening.lines.append(other)
    assert evening.next_day() == [("theirs_only", "charge", 1, 0)]
    evening.lines = []
    evening.on_bill(payment, later=10 * MINUTE)
    assert evening.next_day() == [("theirs_only", "charge", 1, 0)]


def pay(id: str, at: int, amount: int = 100, channel: str = "") -> CodePayment:
    return CodePayment(id, channel, amount, at)


def row(number: str, at: int, amount: int = 100, channel: str = "wechat") -> CodeLine:
    return CodeLine("account", "2026-11-28", number, channel, amount, at, at)


def test_as_many_lines_as_payments_of_one_sum_are_theirs_in_their_order() -> None:
    seen = laid([row("b", 2 * MINUTE), row("a", 0)], [pay("y", 3 * MINUTE), pay("x", MINUTE)])
    assert [(one.number, paid.id) for one, paid in seen.pairs] == [("a", "x"), ("b", "y")]
    assert not (seen.unsure or seen.lines or seen.payments)


def test_a_chain_that_does_not_come_out_even_is_not_guessed() -> None:
    """Each is near its neighbour; but the first line has no payment of its own."""
    far = WINDOW - MINUTE
    seen = laid([row("a", 0), row("b", 0)], [pay("x", far), pay("y", WINDOW + MINUTE)])
    ((mine, theirs),) = seen.unsure
    assert ([one.number for one in mine], [one.id for one in theirs]) == (["a", "b"], ["x"])
    assert [one.id for one in seen.payments] == ["y"]


def test_a_code_of_one_provider_is_looked_for_on_its_bill_alone() -> None:
    seen = laid([row("a", 0, channel="alipay")], [pay("x", 0, channel="wechat")])
    assert [one.number for one in seen.lines] == ["a"] and [one.id for one in seen.payments] == ["x"]


def test_a_line_without_a_time_is_of_any_hour_of_its_day() -> None:
    whole = replace(row("a", 0), last=DAY - 1)
    assert laid([whole], [pay("x", DAY // 2)]).pairs
    assert not laid([whole], [pay("x", 2 * DAY)]).pairs
