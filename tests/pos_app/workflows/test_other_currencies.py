"""A house of rupiah and one of yen, from `pos-app init` to the Z: no cut sum, no coin that is not there."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from domain.money.currency import amount_text, figure, notes_of
from domain.money.discounts import Discount
from domain.money.payments import Settlement
from domain.people.staff import StaffList, limit
from domain.record.plain import from_plain
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.__main__ import main
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Line, Width
from tests.carts import DEMO
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Hand, Shop, scratch

TIMES = {"IDR": 2_200, "JPY": 1}  # minor units for a fen: ¥28.00 is Rp61,600 and 2,800 yen


@pytest.fixture(params=TIMES)
def house(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """The demo's dishes at the prices of another country, as an owner founds it: nothing else is told."""
    with scratch() as folder:
        menu = _dearer(json.loads((DEMO / "menu.json").read_text(encoding="utf-8")), TIMES[request.param])
        (folder / "menu.json").write_text(json.dumps(menu), encoding="utf-8")
        words = ("--name", "Huajiao", "--zone", "Asia/Tokyo", "--manager", "Wang", "--pin", "8888")
        given = ("--menu", str(folder / "menu.json"), "--floor", str(DEMO / "floor.json"))
        made = main(["init", "--data-dir", str(folder / "new"), *words, "--currency", request.param, *given])
        assert made == 0
        with closing(Shop(folder / "new", Hand())) as shop:
            yield shop


def _dearer(found: Any, times: int, name: str = "") -> Any:
    if isinstance(found, dict):
        return {key: _dearer(value, times, key) for key, value in found.items()}
    if isinstance(found, list):
        return [_dearer(value, times, name) for value in found]
    return found * times if name == "price" else found


def printed(shop: Shop, job: PrintJob, width: Width) -> str:
    """A slip as it is read, on paper of a width over which no line of it runs."""
    form = SlipForm(width, "en", None)
    ticket = shop.read(lambda tables: ticket_for(tables, job, form, shop.time.at))
    assert all(one.cells <= width for one in ticket.elements if isinstance(one, Line))
    lines = read_paper(encode(ticket), width.dots).as_text().replace("￥", "¥").splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)


def paper(shop: Shop, kind: str) -> str:
    """The newest slip of a kind on both papers."""
    job = shop.rows(PrintJob, kind=kind)[-1]
    return "\n".join(printed(shop, job, width) for width in (Width.MM_58, Width.MM_80))


def test_a_day_of_another_currency_agrees_in_till_and_paper_to_the_last_unit(house: Shop) -> None:
    currency = house.till.view.store.currency
    coin = notes_of(currency)[-1]
    shift = house.time.new_id()
    house.till.shifts.open(shift, 1_000 * coin, {}, "manager").result()
    house.till.open_table("A1", 3, "manager").result()
    opening = house.opening("A1").opening.id
    house.till.send_to_kitchen(opening, (FISH, TOFU, RICE, BEER), "", "manager", house.time.new_id()).result()
    off = Discount(rate=777)
    house.till.bills.discount_bill(opening, off, "regular", "manager", house.time.new_id()).result()
    whole = house.opening("A1").bill.total
    tofu = next(row.id for row in house.rows(OrderLine) if row.dish == "mapo-tofu")
    his = house.time.new_id()
    house.till.bills.split(opening, "", {tofu: 1_000}, 1, "manager", his).result()
    parts = [one.figures.total for one in house.opening("A1").bills]
    assert len(parts) == 2 and sum(parts) == whole
    for bill in (his, ""):
        one = house.opening("A1").on(bill)
        house.till.take_payment(
            opening, "cash", 100_000 * coin, one.version, True, "manager", house.time.new_id(), one.agreed.id
        ).result()
    settled = house.rows(Settlement)
    assert all(abs(row.total - part) * 2 <= coin for row, part in zip(settled, parts[::-1], strict=True))
    assert all(row.total % coin == 0 for row in settled), "nobody pays with a coin that is not there"
    said = paper(house, "receipt")
    assert f"Total due {amount_text(settled[-1].total, currency)}" in said
    assert (".00" in said, "," in said) == (False, True)
    act = house.time.new_id()
    house.till.money.refund(his, settled[0].total, {}, True, "complaint", "manager", act).result()
    gone = figure(settled[0].total, currency)
    assert gone in paper(house, "refund")
    house.till.shifts.count(shift, 1_000 * coin + settled[1].total, {}, "manager").result()
    house.till.shifts.hand_over(shift, "", 1_000 * coin, True, "manager").result()
    house.till.shifts.close_day(house.time.new_id(), {}, True, "manager").result()
    taken = sum(row.total for row in settled)
    assert f"Takings {amount_text(settled[1].total, currency)}" in paper(house, "day"), taken
    assert "Short" not in paper(house, "shift") and "Over" not in paper(house, "shift")
    assert house.rebuilt().different == ()


def test_a_new_house_has_its_own_region_and_limits(house: Shop) -> None:
    currency = house.till.view.store.currency
    assert house.till.view.rules.region == currency[:2]
    staff = from_plain(StaffList, house.read_document("staff"))
    void = staff.role("cashier").limit("void")
    assert void == {"IDR": 5_000_000, "JPY": 10_000}[currency], amount_text(void or 0, currency)
    assert limit(staff.find("manager"), "void") is None
