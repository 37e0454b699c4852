"""A thousand random carts: quote on the phone, bill on the till, paper, journal and home agree."""

import random
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from domain.money.payments import Payment, Settlement
from domain.record.envelope import encode as encode_event
from domain.selling.order import CartLine
from domain.selling.printing import PrintJob
from pos_app.database.journal import all_events
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from sync_server.workflows.reporting import Reporting
from tests.carts import demo_menu, random_cart
from tests.pos_app.shop import Shop, scratch
from tests.sync_server.running import ServerHere

FORM = SlipForm(Width.MM_80, "en", None)
FEES = {
    "service": 1_000,
    "packing": 150,
    "minimum": 6_000,
    "region": "HK",
    "rounding": 10,
}
AMOUNT = re.compile(r"(-?)￥?([\d,]+)\.(\d\d)$")


@pytest.fixture(scope="module")
def plenty() -> Iterator[Shop]:
    """A shop where nothing is sold out."""
    with scratch() as folder:
        shop = Shop(folder / "store")
        for item in list(shop.till.view.stock.remaining):
            shop.till.set_stock(item, None, "he").result()
        yield shop
        shop.close()


@pytest.mark.parametrize("hundred", range(10))
def test_a_hundred_carts_cost_the_same_everywhere(plenty: Shop, hundred: int) -> None:
    """With the fees of the demo restaurant, from the fifth hundred on with every fee there is."""
    chance, left = random.Random(hundred), 100
    if hundred == 4:
        plenty.publish("rules", **FEES)
    while left:
        rounds = [make_cart(chance) for _ in range(min(left, chance.choice((1, 2, 3, 5))))]
        sell(plenty, rounds, chance)
        left -= len(rounds)


def make_cart(chance: random.Random) -> tuple[CartLine, ...]:
    """Some of it to go."""
    return tuple(replace(line, packed=chance.random() < 0.2) for line in random_cart(demo_menu(), chance))


def sell(shop: Shop, rounds: list[tuple[CartLine, ...]], chance: random.Random) -> None:
    """One table's evening, from the first tap to the receipt, its figures compared on the way."""
    phone, guests = shop.phone("A1"), chance.randint(1, 9)
    shown, amounts = 0, list[int]()
    for cart in rounds:
        request = phone.request(*cart, guests=guests)
        shown, amounts = request.quote.total, [*amounts, *request.quote.amounts]
        verdict = phone.send(request)
        assert verdict.state == "accepted", verdict
        phone.look()
    view = shop.opening("A1")
    bill = view.bill
    assert bill.total == shown == sum(share.total for share in bill.lines) + bill.fees.total
    assert [line.amount for order in view.orders for line in order.lines] == amounts
    tendered = bill.total + chance.choice((0, 1, 5_000, 123_45))
    done = shop.pay("A1", tendered)
    paper = receipt(shop, view.opening.id)
    assert paper.pop("dishes") == amounts
    assert paper == {
        key: value
        for key, value in {
            f"Dishes ({sum(line.quantity for cart in rounds for line in cart) // 1_000})": bill.subtotal,
            f"Cover charge 2 × {guests}": bill.cover,
            "Service charge": bill.service,
            "Packing": bill.packing,
            "Up to the minimum spend": bill.minimum,
            "￥20 off over ￥200": -bill.promoted,
            "Rounding" if bill.rounding < 0 else "Rounded up": bill.rounding,
            "Total due": shown,
            "Cash": tendered,
            "Change": tendered - shown,
            "Tax included 6%": bill.tax,
        }.items()
        if value or key == "Change"
    }
    settlement = shop.rows(Settlement, opening=view.opening.id)[0]
    assert (settlement.total, settlement.bill["subtotal"]) == (shown, sum(amounts))
    assert sum(payment.amount for payment in shop.rows(Payment, opening=view.opening.id)) == shown
    assert (done.change, done.due, done.receipt) == (tendered - shown, 0, settlement.receipt)
    shop.till.clear_table(view.opening.id, "zhou").result()


def receipt(shop: Shop, opening: str) -> dict[str, object]:
    """The figures on the paper, read back from the bytes that a printer gets, in minor units."""
    job = shop.read(lambda tables: tables.get(PrintJob, f"{opening}.receipt"))
    assert job is not None
    data = encode(shop.read(lambda tables: ticket_for(tables, job, FORM, shop.time.at)))
    found: dict[str, object] = {"dishes": []}
    dishes: list[int] = []
    for row in read_paper(data).text.split("\n"):
        amount = AMOUNT.search(row)
        if amount is None:
            continue
        label = row[: amount.start()].strip()
        value = int(amount[2].replace(",", "") + amount[3]) * (-1 if amount[1] else 1)
        if re.search(r"\s\d+$", label) and "Cover" not in label:
            dishes.append(value)
        else:
            found[label] = value
    return {**found, "dishes": dishes}


def test_the_journal_holds_a_thousand_sales_and_nothing_else(plenty: Shop) -> None:
    """After the carts: receipts without a gap, and the money in the facts is the money in the state."""
    settled = plenty.rows(Settlement)
    assert len(plenty.events("order.placed")) == 1_000
    assert sorted(one.receipt for one in settled) == list(range(1, len(settled) + 1))
    facts = plenty.events("payment.received")
    assert sum(fact["amount"] for fact in facts) == sum(one.total for one in settled)
    assert [fact["settled"]["total"] for fact in facts] == [fact["amount"] for fact in facts]
    rebuilt = plenty.rebuilt()
    assert (rebuilt.different, rebuilt.broken) == ((), "")


def test_home_counts_the_thousand_sales_to_the_fen(plenty: Shop) -> None:
    """The same facts over the real protocol: each bill and the day's takings are what the till says."""
    identity = plenty.read_document("store")
    settled = {one.opening: one.total for one in plenty.rows(Settlement)}
    with scratch() as folder, closing(ServerHere(folder)) as server:
        till = server.till(**{name: identity[name] for name in ("brand", "store", "device")})
        answer = till.send("01" * 16, journal_of(plenty))
        assert answer.json()["refused"] == []
        server.folded()
        reporting = Reporting(server.database, server.time.clock)
        report = reporting.day(till.store, "2026-11-23", identity["zone"])
        assert {row.id: row.amount for row in report.openings} == settled
        assert report.figures.takings == sum(settled.values())
        assert report.figures.bills == len(settled)


def journal_of(shop: Shop) -> list[bytes]:
    """The raw facts as they would travel."""

    def work() -> list[bytes]:
        with shop.parts.database.transaction() as connection:
            return [encode_event(event) for _, event in all_events(connection)]

    return shop.parts.writer.submit(work).result()


def test_the_same_seed_gives_the_same_carts() -> None:
    """Whoever joins the server's figures to these carts must be able to make them again."""
    first, second = (random_cart(demo_menu(), random.Random(7)) for _ in range(2))
    assert first == second
