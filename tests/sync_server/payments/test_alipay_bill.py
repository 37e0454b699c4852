"""Alipay's bill of a day, from its gateway over HTTP to our lines, and laid beside what was charged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sync_server.payments import alipay_bill
from sync_server.payments.alipay import Alipay
from sync_server.payments.port import BillLine, Charge, Declined, NoAnswer, Refund
from tests.fakes.alipay import BILL, AlipayGateway, alipay_gateway
from tests.fakes.alipay_bill import HEAD, packed, row
from tests.sync_server.payments.test_alipay import CODE, account

DAY = date(2026, 3, 4)
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC).timestamp()
CHARGE = Charge("a" * 32, 12_805, "CNY", "花椒小馆 A12，冰粉,大份", "d" * 32, 0)
BACK = Refund("e" * 32, CHARGE.number, 2_805, 12_805, "CNY", "少了一道菜", 0)


@pytest.fixture
def gateway() -> Iterator[AlipayGateway]:
    with alipay_gateway() as found:
        found.now = lambda: NOON
        yield found


@pytest.fixture
def alipay(gateway: AlipayGateway) -> Alipay:
    return Alipay("one", account(gateway))


def next_morning(gateway: AlipayGateway) -> None:
    gateway.now = lambda: NOON + timedelta(hours=22).total_seconds()


def test_yesterdays_bill_is_read_in_minor_units(gateway: AlipayGateway, alipay: Alipay) -> None:
    alipay.charge(CHARGE, CODE)
    alipay.refund(BACK)
    with pytest.raises(Declined, match="bill_none_yet"):
        alipay.bill(DAY)
    next_morning(gateway)
    at, trade = "2026-03-04 12:00:00", "2026aaaaaaaaaaaa"
    assert alipay.bill(DAY) == [
        BillLine("charge", CHARGE.number, CHARGE.number, 12_805, "CNY", trade, 8, at),
        BillLine("refund", BACK.number, CHARGE.number, 2_805, "CNY", trade, -8, at),
    ]
    with pytest.raises(Declined, match="bill_none_yet"):
        alipay.bill(DAY - timedelta(days=1))


def test_a_code_that_was_taken_back_is_on_the_bill_with_both_its_lines(
    gateway: AlipayGateway, alipay: Alipay
) -> None:
    alipay.charge(CHARGE, CODE)
    alipay.cancel(CHARGE)
    next_morning(gateway)
    assert [(one.kind, one.charge) for one in alipay.bill(DAY)] == [
        ("charge", CHARGE.number),
        ("refund", CHARGE.number),
    ]


def test_a_lost_answer_or_an_address_that_is_over_is_no_bill(gateway: AlipayGateway, alipay: Alipay) -> None:
    alipay.charge(CHARGE, CODE)
    next_morning(gateway)
    gateway.lost = {BILL}
    with pytest.raises(NoAnswer):
        alipay.bill(DAY)
    gateway.lost = set()
    times = iter([0.0, 0.0, 60.0])
    begun = gateway.now()
    gateway.now = lambda: begun + next(times)
    with pytest.raises(NoAnswer):
        alipay.bill(DAY)


@pytest.mark.parametrize("address", ["", "http://example.com/bill", "file:///etc/passwd"])
def test_nothing_is_fetched_from_elsewhere(address: str) -> None:
    with pytest.raises(NoAnswer):
        alipay_bill.fetched(address)


def test_a_name_with_commas_tears_no_line_apart() -> None:
    (line,) = alipay_bill.lines_of(packed(DAY, [row("T", "n", "冰粉,大份,少冰", NOON, "8.00")]))
    assert (line.number, line.amount) == ("n", 800)


@pytest.mark.parametrize(
    "folder",
    [
        b"",
        b"PK\x03\x04 torn",
        packed(DAY, ["T,n,交易,half a line"]),
        packed(DAY, [row("T", "", "冰粉", NOON, "8.00")]),
        packed(DAY, [row("T", "n", "冰粉", NOON, "eight")]),
    ],
)
def test_what_is_no_bill_is_no_answer(folder: bytes) -> None:
    with pytest.raises(NoAnswer):
        alipay_bill.lines_of(folder)


def test_a_folder_that_would_fill_the_memory_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alipay_bill, "LARGEST", 10_000)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("bill.csv", f"{HEAD}\n" + " " * 20_000)
    with pytest.raises(NoAnswer):
        alipay_bill.lines_of(target.getvalue())


def test_who_acts_for_a_store_fetches_that_stores_bill(gateway: AlipayGateway) -> None:
    """The store's own word goes along with each call, so with this one."""
    provider = Alipay("one", replace(account(gateway), auth_token="202611BB"))
    provider.charge(CHARGE, CODE)
    next_morning(gateway)
    assert len(provider.bill(DAY)) == 1
    assert gateway.tokens == ["202611BB", "202611BB"]
