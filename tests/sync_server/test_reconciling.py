"""The provider's bill of yesterday is laid beside ours; each difference stays until the owner settles it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync_server.app import PlayMoney
from sync_server.database import reconciliations
from sync_server.database.reconciliations import DifferenceRow
from sync_server.payments.alipay import Alipay
from sync_server.payments.port import BillLine, Declined
from sync_server.workflows.matching import FEE, Ours, differences
from sync_server.workflows.static_codes import ZONE
from tests.fakes.alipay import alipay_gateway
from tests.fakes.gateway import QUICK, Gateway
from tests.sync_server.payments.test_alipay import CODE as ALIPAY_CODE
from tests.sync_server.payments.test_alipay import account as alipay_account
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.test_charging import WECHAT, asked, charge, final
from tests.sync_server.test_owner import Browser
from tests.sync_server.test_phone_charges import post
from tests.sync_server.wire import WireTill, new_id

PAGE = "/owner/reconciliation"
DAY = 86_400_000


class Billing(Gateway):
    """Its lines are those of one day, and there is no bill after it yet; before it nothing was sold."""

    day = date.min

    def bill(self, day: date) -> list[BillLine]:
        if not self.lines or day > self.day:
            raise Declined("bill_none_yet")
        return self.lines if day == self.day else []


@pytest.fixture
def gateway() -> Billing:
    return Billing()


@pytest.fixture
def server(tmp_path: Path, gateway: Billing) -> Iterator[ServerHere]:
    running = ServerHere(tmp_path, merchants=gateway, pace=QUICK)
    noon(running)
    yield running
    running.close()


@pytest.fixture
def till(server: ServerHere) -> WireTill:
    return server.till()


def noon(server: ServerHere) -> None:
    """The story's first day is at noon, so that no midnight comes into it."""
    here = datetime.fromtimestamp(server.time.clock.now() / 1000, ZONE)
    to = (here + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    server.time.pass_by(round((to - here).total_seconds() * 1000))


def today(server: ServerHere) -> date:
    return datetime.fromtimestamp(server.time.clock.now() / 1000, ZONE).date()


def look(server: ServerHere, gateway: Billing | None = None) -> None:
    """It looks; the bill of yesterday is what the gateway has."""
    if gateway is not None:
        gateway.day = today(server) - timedelta(days=1)
    server.do(server.server.reconciling.look())


def paid(server: ServerHere, till: WireTill) -> dict[str, Any]:
    till.offset = server.time.ahead
    what = asked(code=WECHAT)
    charge(till, what)
    return final(till, what["payment"])


def goes_back(till: WireTill, told: dict[str, Any]) -> None:
    """No bill takes it, and the gateway says that the guest has it again."""
    till.call("POST", f"/v1/charges/{told['payment']}/return")
    wait_for(lambda: final(till, told["payment"])["state"] == "returned")


def line(told: dict[str, Any], amount: int = 0, fee: int = 0) -> BillLine:
    sum_ = amount or told["amount"]
    return BillLine("charge", told["payment"], told["payment"], sum_, "CNY", told["transaction"], fee)


def back_line(told: dict[str, Any], number: str, amount: int) -> BillLine:
    return BillLine("refund", number, told["payment"], amount, "CNY", "R1", -1)


def found(server: ServerHere, till: WireTill) -> list[tuple[str, str, int, int]]:
    rows = server.server.reconciling.differences(till.store)
    return sorted((row.what, row.kind, row.theirs, row.ours) for row in rows)


def test_a_bill_that_agrees_says_so_and_is_fetched_once(
    server: ServerHere, till: WireTill, gateway: Billing
) -> None:
    told = paid(server, till)
    gateway.lines = [line(told, fee=77)]
    server.time.pass_by(DAY)
    look(server, gateway)
    (day,) = [one for one in server.server.reconciling.days(till.store) if one.charges]
    assert (day.day, day.charged, day.fees) == (str(today(server) - timedelta(days=1)), 12_800, 77)
    assert found(server, till) == []
    gateway.lines = []
    look(server, gateway)
    assert server.server.reconciling.days(till.store)[0].charged == 12_800


def test_what_differs_is_named_with_both_sums(server: ServerHere, till: WireTill, gateway: Billing) -> None:
    right, wrong, missing = paid(server, till), paid(server, till), paid(server, till)
    strange = {**right, "payment": new_id()}
    back = post(till, "/v1/refunds", {"refund": new_id(), "payment": right["payment"], "amount": 300})
    gateway.lines = [line(right), line(wrong, 12_700), line(strange, 5_000)]
    server.time.pass_by(DAY)
    look(server, gateway)
    assert back["state"] == "done" and missing["state"] == "paid"
    assert found(server, till) == [
        ("amount", "charge", 12_700, 12_800),
        ("ours_only", "charge", 0, 12_800),
        ("ours_only", "refund", 0, 300),
        ("theirs_only", "charge", 5_000, 0),
    ]


def test_a_refund_that_somebody_made_without_the_till_is_named(
    server: ServerHere, till: WireTill, gateway: Billing
) -> None:
    told = paid(server, till)
    gateway.lines = [line(told), back_line(told, "by-hand", 500)]
    server.time.pass_by(DAY)
    look(server, gateway)
    assert found(server, till) == [("theirs_only", "refund", 500, 0)]


def test_a_guest_who_was_charged_though_we_were_told_not_is_named(
    server: ServerHere, till: WireTill, gateway: Billing
) -> None:
    gateway.guest = "failed"
    told = {**paid(server, till), "amount": 12_800}
    gateway.lines = [line(told)]
    server.time.pass_by(DAY)
    look(server, gateway)
    assert found(server, till) == [("state", "charge", 12_800, 0)]


def test_what_was_charged_though_we_were_told_not_goes_back_by_itself(
    server: ServerHere, till: WireTill, gateway: Billing
) -> None:
    """No notice came: the bill tells of it, and the gateway says it when it is asked. It goes back once."""
    gateway.guest = "failed"
    told = {**paid(server, till), "amount": 12_800}
    gateway.lines = [line(told)]
    gateway.known[told["payment"]] = "paid"
    server.time.pass_by(DAY)
    look(server, gateway)
    till.offset = server.time.ahead
    wait_for(lambda: final(till, told["payment"])["state"] == "returned")
    assert gateway.known[told["payment"]] == "closed", "reversed at the gateway"
    (heard,) = till.get("/v1/charges").json()["late"]
    assert (heard["payment"], heard["amount"]) == (told["payment"], 12_800)
    look(server, gateway)
    look(server, gateway)
    assert found(server, till) == []
    (row,) = server.server.reconciling.differences(till.store, True)
    assert row.number == told["payment"] and "gone back to the guest" in row.note
    assert [call for call, number in gateway.asked if call == "cancel" and number == told["payment"]] == [
        "cancel"
    ]


def test_a_charge_that_was_taken_back_agrees_with_both_its_lines(
    server: ServerHere, till: WireTill, gateway: Billing
) -> None:
    told = paid(server, till)
    goes_back(till, told)
    gateway.lines = [line(told), back_line(told, "whole", 12_800)]
    server.time.pass_by(DAY)
    look(server, gateway)
    assert found(server, till) == []


def test_a_charge_that_was_taken_back_and_never_went_back_is_named(
    server: ServerHere, till: WireTill, gateway: Billing
) -> None:
    """The gateway told us that the guest has it again; its own bill knows of the charge alone."""
    told, other = paid(server, till), paid(server, till)
    for one in (told, other):
        goes_back(till, one)
    gateway.lines = [line(told), line(other), back_line(other, "whole", 12_800)]
    server.time.pass_by(DAY)
    look(server, gateway)
    assert found(server, till) == [("ours_only", "refund", 0, 12_800)]
    (row,) = server.server.reconciling.differences(till.store)
    assert row.number == told["payment"]
    look(server, gateway)
    assert len(found(server, till)) == 1


def test_a_payment_near_midnight_may_be_on_either_days_bill(
    server: ServerHere, till: WireTill, gateway: Billing
) -> None:
    server.time.pass_by(12 * 3_600_000 - 300_000)  # five to twelve at night
    told, lost = paid(server, till), paid(server, till)
    gateway.lines = [line({**told, "payment": new_id()}, 100)]
    server.time.pass_by(12 * 3_600_000)
    look(server, gateway)
    assert found(server, till) == [("theirs_only", "charge", 100, 0)]
    gateway.lines = [line(told)]
    server.time.pass_by(DAY)
    look(server, gateway)
    rows = server.server.reconciling.differences(till.store)
    assert [row.number for row in rows if row.what == "ours_only"] == [lost["payment"]]


def test_a_bill_that_is_not_there_yet_is_asked_for_again(
    server: ServerHere, till: WireTill, gateway: Billing
) -> None:
    told = paid(server, till)
    server.time.pass_by(DAY)
    look(server, gateway)
    day = server.server.reconciling.days(till.store)[0]
    assert (day.fetched_at, day.trouble) == (0, "bill_none_yet")
    gateway.lines = [line(told)]
    look(server, gateway)
    assert not server.server.reconciling.days(till.store)[0].fetched_at, "not every moment"
    server.time.pass_by(1_800_000)
    look(server, gateway)
    assert server.server.reconciling.days(till.store)[0].charged == 12_800


def test_a_day_without_any_bill_ends_as_one_without_trades(
    server: ServerHere, till: WireTill, gateway: Billing
) -> None:
    told = paid(server, till)
    sold = str(today(server))
    server.time.pass_by(3 * DAY)
    look(server)
    days = {one.day: one for one in server.server.reconciling.days(till.store)}
    assert days[sold].fetched_at and days[sold].charges == 0
    assert not days[str(today(server) - timedelta(days=1))].fetched_at
    assert [row.number for row in server.server.reconciling.differences(till.store)] == [told["payment"]]


def test_before_ten_nobody_asks_for_yesterday(server: ServerHere, till: WireTill, gateway: Billing) -> None:
    gateway.lines = [line(paid(server, till))]
    server.time.pass_by(DAY - 3 * 3_600_000)
    look(server, gateway)
    assert str(today(server) - timedelta(days=1)) not in {
        one.day for one in server.server.reconciling.days(till.store)
    }


def test_a_fee_that_is_not_as_the_others_is_named() -> None:
    lines = [BillLine("charge", str(n), str(n), 10_000, "CNY", "", 60) for n in range(5)]
    lines.append(BillLine("charge", "odd", "odd", 10_000, "CNY", "", 100))
    known = {("charge", one.number): Ours("charge", one.number, one.number, 10_000, "taken") for one in lines}
    (one,) = differences(lines, known, ())
    assert (one.what, one.number, one.theirs, one.ours) == (FEE, "odd", 100, 60)


def test_the_owner_settles_a_difference_and_it_stays_written(
    server: ServerHere, till: WireTill, gateway: Billing
) -> None:
    told = paid(server, till)
    gateway.lines = [line(told, 12_700)]
    server.time.pass_by(DAY)
    look(server, gateway)
    owner = Browser(server.url)
    owner.set_up(server)
    page = owner.get(PAGE).text
    (row,) = server.server.reconciling.differences(till.store)
    assert "The sums that were paid differ" in page and "127.00" in page and row.number in page
    owner.send(f"{PAGE}#{PAGE}/settle", difference=row.id, note="")
    assert found(server, till), "somebody has to say what was done"
    owner.send(f"{PAGE}#{PAGE}/settle", difference=row.id, note="a coupon of the provider's")
    assert found(server, till) == []
    page = owner.get(PAGE).text
    assert "a coupon of the provider" in page
    text = owner.get(f"{PAGE}.csv").content.decode("utf-8-sig")
    assert row.number in text and "coupon" in text
    owner.send(f"{PAGE}#{PAGE}/fetch", day=str(today(server) - timedelta(days=1)))
    assert found(server, till) == [], "the same difference does not come back"
    assert str(today(server) - timedelta(days=1)) in owner.get(PAGE).text
    lines = owner.get(f"{PAGE}.csv?day={today(server) - timedelta(days=1)}").content.decode("utf-8-sig")
    assert told["payment"] in lines and lines.count("\n") == 2
    assert owner.get(f"{PAGE}.csv?day=x").status_code == 400
    owner.session.close()


def test_text_of_a_gateway_is_no_formula_in_a_spreadsheet(server: ServerHere, till: WireTill) -> None:
    row = DifferenceRow(
        *("a.b", till.store, "story", "wechat", "2026-11-28", "theirs_only", "charge", "=1+1", "c", 1, 0),
        *("t", "", "", 1),
    )
    asyncio.run(_write(server, row))
    assert ",'=1+1," in server.server.reconciling.as_csv(till.store)


async def _write(server: ServerHere, row: DifferenceRow) -> None:
    await server.database.write(lambda c: reconciliations.add_differences(c, [row]))


def test_alipays_own_bill_is_fetched_and_agrees(tmp_path: Path) -> None:
    with alipay_gateway() as gateway:

        class Ours:
            """The store's account with it."""

            provider = Alipay("ours", alipay_account(gateway))

            def current(self, store: str, channel: str) -> Any:
                return self.provider if channel == "alipay" else None

            def of(self, account: str) -> Any:
                return self.provider

        running = ServerHere(tmp_path, merchants=Ours(), pace=QUICK)
        noon(running)
        gateway.now = lambda: running.time.clock.now() / 1000
        till = running.till()
        till.offset = running.time.ahead
        what, other = asked(code=ALIPAY_CODE), asked(code="2812345678901234568")
        for one in (what, other):
            charge(till, one)
            assert final(till, one["payment"])["state"] == "paid"
        post(till, "/v1/refunds", {"refund": new_id(), "payment": what["payment"], "amount": 300})
        gateway.trades[other["payment"]].amount = "127.00"
        running.time.pass_by(DAY)
        look(running)
        (day,) = [one for one in running.server.reconciling.days(till.store) if one.charges]
        assert (day.channel, day.charges, day.charged, day.refunded) == ("alipay", 2, 25_500, 300)
        assert found(running, till) == [("amount", "charge", 12_700, 12_800)]
        running.close()


def test_the_demos_bill_is_laid_beside_what_it_was_asked(tmp_path: Path) -> None:
    play: list[PlayMoney] = []

    class Later:
        """The demo's merchants, which need the server's clock."""

        def current(self, store: str, channel: str) -> Any:
            return play[0].current(store, channel)

        def of(self, account: str) -> Any:
            return play[0].of(account)

    running = ServerHere(tmp_path, merchants=Later(), pace=QUICK)
    play.append(PlayMoney(running.time.clock))
    noon(running)
    till = running.till()
    told = paid(running, till)
    post(till, "/v1/refunds", {"refund": new_id(), "payment": told["payment"], "amount": 300})
    running.time.pass_by(DAY)
    look(running)
    (day,) = [one for one in running.server.reconciling.days(till.store) if one.charges]
    assert (day.channel, day.charges, day.refunded) == ("demo", 1, 300)
    assert running.server.reconciling.differences(till.store) == []
    running.close()
