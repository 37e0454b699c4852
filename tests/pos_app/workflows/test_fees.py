"""Fees of the house on a real till: rounding of cash, dishes to go, and the day that adds them up."""

from dataclasses import replace

import pytest

from domain.floor.seen import see_table
from domain.money.day_figures import figures_of
from domain.money.payments import Settlement
from domain.selling.printing import PrintJob
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import BEER, TOFU, ZONE, Shop
from tests.pos_app.workflows.test_reversals import on_the_server

FORM = SlipForm(Width.MM_80, "en", None)


@pytest.fixture
def odd(shop: Shop) -> Shop:
    """A shop whose bills end in odd fen, 抹零 for cash only."""
    shop.publish("rules", service=333, rounding=10, rounding_cash=True, packing=100)
    return shop


def test_only_cash_is_rounded_and_the_table_is_free_afterwards(odd: Shop) -> None:
    odd.phone("A1").order(TOFU)
    odd.phone("A2").order(TOFU)
    assert odd.opening("A1").due == 3_293  # 28.00, service 0.93, cover 4.00
    assert odd.pay("A1", 3_290) == PaymentDone(0, 0, 1)
    assert odd.pay("A2", 3_293, "wechat") == PaymentDone(0, 0, 2)
    cash, wechat = sorted(odd.rows(Settlement), key=lambda one: one.receipt)
    assert (cash.total, cash.bill["reduction"], cash.bill["rounding"]) == (3_290, 3, -3)
    assert (wechat.total, wechat.bill["reduction"]) == (3_293, 0)
    paid = odd.opening("A1")
    assert (paid.bill.total, paid.due) == (3_290, 0)
    seen = odd.read(lambda tables: see_table(tables, "A1")).opening
    assert seen is not None and seen.rounding == -3
    odd.till.clear_table(paid.opening.id, "zhou").result()
    assert odd.state("A1") == "free"
    assert odd.rebuilt().different == ()


def test_what_is_left_after_a_part_payment_is_rounded_in_cash(odd: Shop) -> None:
    odd.phone("A1").order(TOFU)
    assert odd.pay("A1", 1_001, "wechat") == PaymentDone(0, 2_292, 0)
    assert odd.pay("A1", 5_000) == PaymentDone(5_000 - 2_290, 0, 1)
    assert odd.rows(Settlement)[0].total == 3_291


def test_a_dish_to_go_is_charged_and_the_kitchen_packs_it(odd: Shop) -> None:
    odd.phone("A1").order(replace(TOFU, packed=True, quantity=2_000))
    bill = odd.opening("A1").bill
    assert (bill.packing, bill.lines[0].packing) == (200, 200)
    job = odd.rows(PrintJob, kind="kitchen")[0]
    slip = read_paper(encode(odd.read(lambda tables: ticket_for(tables, job, FORM, odd.time.at))))
    assert "To go" in slip.text


@pytest.mark.parametrize("within", [True, False])
def test_beer_is_taxed_at_its_own_rate_from_the_bill_to_the_paper(shop: Shop, within: bool) -> None:
    """28 yuan of tofu and 20 of beer, two guests at 2 yuan cover."""
    menu = shop.read_document("menu")
    dishes = [{**one, "tax": "wine"} if one["id"] == BEER.dish else one for one in menu["dishes"]]
    shop.publish("menu", dishes=dishes)
    classes = [{"id": "wine", "names": {"en": "Wine"}, "rate": 1_300}]
    shop.publish("rules", tax=600, tax_classes=classes, tax_inclusive=within, promotions=[])
    shop.open("A1", 2)
    shop.send("A1", TOFU, replace(BEER, quantity=2_000))
    bill = shop.opening("A1").bill
    usual, wine = (181, 230) if within else (192, 260)
    assert {one.rate: one.amount for one in bill.taxes} == {600: usual, 1_300: wine}
    assert bill.total == 5_200 + (0 if within else usual + wine)
    shop.pay("A1", 10_000)
    (job,) = shop.rows(PrintJob, kind="receipt")
    slip = read_paper(encode(shop.read(lambda tables: ticket_for(tables, job, FORM, shop.time.at))))
    paper = " ".join(slip.text.split())
    words = "Tax included" if within else "Tax"
    assert f"{words} 6% {usual / 100:.2f}" in paper and f"{words} 13% {wine / 100:.2f}" in paper, paper


def test_the_day_says_what_each_fee_and_each_reduction_came_to(odd: Shop) -> None:
    odd.phone("A1").order(replace(TOFU, packed=True))
    odd.pay("A1", 10_000)
    figures = odd.read(lambda tables: figures_of(tables, "2026-11-23", ZONE))
    parts = {part.name: part.amount for part in figures.parts}
    assert parts == {"subtotal": 2_800, "cover": 400, "service": 93, "packing": 100, "rounding": -3}
    assert sum(parts.values()) == figures.takings == figures.receivable - figures.reductions
    owner = on_the_server(odd).reduced
    assert owner == {"promotions": 0, "staff": 0, "vouchers": 0, "rounding": 3}, "抹零 is no promotion"
