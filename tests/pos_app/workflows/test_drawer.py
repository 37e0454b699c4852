"""Cash opens the drawer once, whether the receipt is printed or not; other tenders leave it shut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.selling.printing import PrintJob
from tests.fakes.printer import VirtualPrinter, until
from tests.pos_app.desks import desk_of
from tests.pos_app.shop import RICE, Shop, scratch


@contextmanager
def counter(folder: Path) -> Iterator[tuple[Shop, VirtualPrinter]]:
    """A shop whose counter has a printer with a drawer, and a table that has eaten."""
    with VirtualPrinter() as printer:
        shop = Shop(folder)
        try:
            with desk_of(shop, counter=printer.address):
                shop.open("A1")
                shop.send("A1", RICE)
                yield shop, printer
        finally:
            shop.close()


def pulses(printer: VirtualPrinter) -> int:
    """How often the drawer was kicked: within a ticket, or since the last cut."""
    with printer.lock:
        papers = [ticket.paper for ticket in printer.tickets] + [printer.body._press.paper()]
    return sum(len(paper.pulses) for paper in papers)


def test_cash_without_a_receipt_opens_the_drawer() -> None:
    with scratch() as folder, counter(folder / "store") as (shop, printer):
        shop.pay("A1", receipt=False)
        until(lambda: pulses(printer) == 1)
        assert not printer.printed


def test_cash_with_a_receipt_opens_the_drawer_once() -> None:
    with scratch() as folder, counter(folder / "store") as (shop, printer):
        shop.pay("A1", receipt=True)
        printer.wait_for(1)
        until(lambda: shop.rows(PrintJob, kind="receipt")[0].state == "confirmed")
        assert pulses(printer) == 1


def test_a_phone_payment_leaves_the_drawer_shut() -> None:
    with scratch() as folder, counter(folder / "store") as (shop, printer):
        shop.pay("A1", tender="wechat", receipt=True)
        printer.wait_for(1)
        until(lambda: shop.rows(PrintJob, kind="receipt")[0].state == "confirmed")
        assert pulses(printer) == 0


def test_a_paper_voucher_of_which_the_rest_is_a_tip_goes_into_the_drawer() -> None:
    with scratch() as folder, counter(folder / "store") as (shop, printer):
        paper = {"id": "voucher", "names": {"en": "Voucher"}, "drawer": True}
        known = shop.read_document("tenders")["tenders"]
        shop.publish("tenders", tenders=[*(one for one in known if one["id"] != "voucher"), paper])
        shop.open("A2")
        shop.send("A2", RICE)
        for table, tender in (("A2", "wechat"), ("A1", "voucher")):
            now = shop.opening(table)
            args = (now.opening.id, tender, now.due + 100, now.version, False, "wang", shop.time.new_id())
            shop.till.money.take_with_tip(*args).result()
        until(lambda: pulses(printer) == 1)  # the second's: WeChat would have come before
