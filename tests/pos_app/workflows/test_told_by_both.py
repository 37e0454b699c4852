"""A disk goes back; both histories note one charge, or take one code off: all hear the same, none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from domain.money.adjustments import Adjustment
from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from domain.money.vouchers import Voucher, use_of
from domain.record.replication import Mark
from pos_app.database.journal import batch
from pos_app.workflows.granting import ChargeAsked, ChargeNow, came_to, grant
from pos_app.workflows.incarnations import adopt
from sync_server.database.projections import SqlTables
from sync_server.database.session import Connection
from tests.pos_app.shop import TOFU, Shop, scratch
from tests.pos_app.workflows.test_paid_twice import facts_of
from tests.pos_app.workflows.test_restored_twice import Evening, on_writer
from tests.sync_server.running import ServerHere

CAME = ChargeNow(state="paid", channel="wechat", transaction="4200001", provider="demo")
ROWS: tuple[type[Any], ...] = (Adjustment, Grant, Payment, Settlement)


@pytest.fixture
def evening() -> Iterator[Evening]:
    with scratch() as folder:
        made = Evening(folder)
        yield made
        made.close()


def both_heard(evening: Evening, acts: Callable[[Shop], None]) -> tuple[Shop, Shop]:
    """Two tills from one backup, each of which does this a little later than the one before; then each hears
    the other, so the two histories come in either order."""
    backup = evening.backup()
    shops = []
    for _each in range(2):
        evening.time.later(minutes=5)
        shop = evening.restore(backup)
        shop.till.shifts.open(shop.time.new_id(), 0, {}, "zhou").result()
        acts(shop)
        shops.append(shop)
    one, other = shops
    told = [(shop.parts.book.marks[-1], facts_of(shop)) for shop in shops]
    for shop, (mark, facts) in zip(shops, reversed(told), strict=True):
        on_writer(shop, partial(adopt, shop.parts.book, mark, 0, facts))
    return one, other


def servers_that_heard_them_in_either_order_show_the_same(shop: Shop) -> None:
    """The first history, and behind it the two that went on from it: as two keepers were told them."""
    identity = shop.read_document("store")
    before, *branches = [(mark, facts_under(shop, mark)) for mark in shop.parts.book.marks]
    shown = []
    for heard in (branches, branches[::-1]):
        with scratch() as folder, closing(ServerHere(folder)) as server:
            till = server.till(**{name: identity[name] for name in ("brand", "store", "device")})
            for mark, facts in (before, *heard):
                answer = till.send(mark.incarnation, facts, follows=mark.follows).json()
                assert (answer["refused"], answer["seq"]) == ([], mark.seq)
            server.folded()
            shown.append(server.database.read(partial(rows_of, store=identity["store"])))
    assert len(branches) == 2 and shown[0] == shown[1]


def facts_under(shop: Shop, mark: Mark) -> list[bytes]:
    def read() -> list[bytes]:
        with shop.parts.database.transaction() as connection:
            return [row.raw for row in batch(connection, mark.incarnation, 0, 1_000)]

    return list(on_writer(shop, read))


def rows_of(connection: Connection, store: str) -> dict[type[Any], list[Any]]:
    tables = SqlTables(connection, store)
    return {kind: tables.where(kind) for kind in ROWS}


def test_a_charge_that_both_noted_is_the_payment_of_the_one_that_noted_it_first(evening: Evening) -> None:
    """The guest scanned before the disk went back; the gateway told each of the two tills that she paid."""
    evening.till.open("A1")
    evening.till.send("A1", TOFU)
    view = evening.till.opening("A1")
    opening, due, payment = view.opening.id, view.bill.total, evening.time.new_id()
    asked = ChargeAsked(payment, opening, "", "wechat", due, view.version, False, "zhou")
    on_writer(
        evening.till, lambda: evening.till.parts.book.write(lambda e: grant(e, asked, "barcode", "home"))
    )

    def paid(shop: Shop) -> None:
        now = replace(CAME, payment=payment, amount=due)
        on_writer(shop, lambda: shop.parts.book.write(lambda entry: came_to(entry, now)))

    one, other = both_heard(evening, paid)
    first = one.rows(Payment)[0]
    assert [(row.at, row.shift) for row in other.rows(Payment)] == [(first.at, first.shift)]
    assert first.shift != "" and first.at < other.time.at - 60_000
    for kind in ROWS:
        assert one.rows(kind) == other.rows(kind)
    servers_that_heard_them_in_either_order_show_the_same(one)
    assert sum(row.amount for row in other.rows(Payment)) == due
    assert one.rebuilt().different == other.rebuilt().different == ()


def test_a_code_that_both_took_off_is_free_again_and_the_audit_names_both_who_did(evening: Evening) -> None:
    evening.till.open("A1")
    evening.till.send("A1", TOFU)
    view, payment = evening.till.opening("A1"), evening.time.new_id()
    code = Voucher("AB12", face=500, sold=400, settlement=380)
    evening.till.till.money.enter_voucher(
        view.opening.id, code, view.version, False, "zhou", payment
    ).result()

    def void(shop: Shop) -> None:
        act = shop.time.new_id()
        shop.till.money.void_voucher(payment, "mistake", "wang", act).result()

    one, other = both_heard(evening, void)
    for shop in (one, other):
        assert shop.read(lambda tables: use_of(tables, "AB12")) is None
        assert [(row.kind, row.amount) for row in shop.rows(Adjustment)] == [("voucher.voided", 500)] * 2
        page = shop.till.people.audit("voucher", "", 0, "wang").result()
        voided = [event for event in page.events if event.kind == "voucher.voided"]
        assert [page.taken_off[event.body["act"]].amount for event in voided] == [500, 500]
    for kind in ROWS:
        assert one.rows(kind) == other.rows(kind)
    servers_that_heard_them_in_either_order_show_the_same(one)
    assert one.rebuilt().different == other.rebuilt().different == ()
