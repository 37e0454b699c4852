"""What users of other tills complain of most about kitchen printing, each as its own story."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.selling.print_setup import StationSlips
from pos_app.workflows import print_desk, printing
from printers.delivery import Patience
from tests.fakes.printer import Fault, VirtualPrinter, free_port, until
from tests.pos_app.desks import desk_of, ends, jobs, newest, set_up
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Shop, scratch

BRIEF = Patience(status=0.3, answer=0.1, poll=0.1, every=0.02)
BANNER, REPRINT = "POSSIBLE DUPLICATE", "REPRINT"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at a printer that cannot print more often than a real till does."""
    monkeypatch.setattr(printing, "RETRY", 0.03)
    monkeypatch.setattr(print_desk, "TICK", 0.02)


def nowhere() -> str:
    return f"tcp://127.0.0.1:{free_port()}"


def test_complaint_7_no_dish_is_cooked_twice(shop: Shop) -> None:
    """odoo#285992. Paper out midway, no answer, a second connection, a new roll: one of two is marked."""
    with VirtualPrinter() as kitchen, desk_of(shop, patience=BRIEF, kitchen=kitchen.address) as desk:
        until(lambda: desk.workers["kitchen"].state.rung != "")
        kitchen.fault = Fault.PAPER_OUT_MID_JOB
        shop.open("A1")
        shop.send("A1", TOFU)
        until(lambda: newest(shop).state == "unknown")
        asked = kitchen.connections
        until(lambda: kitchen.connections > asked + 1)  # it tries again, and sends nothing into the dark
        assert len(kitchen.tickets) == 1 and kitchen.printed == []
        kitchen.fault = None
        kitchen.wait_for(2)
        job = ends(shop, "confirmed")
        first, second = kitchen.texts
        assert BANNER not in first and BANNER in second
        number = f"No.{job.number:04d}"
        assert number in first and number in second and len(jobs(shop)) == 1


def test_complaint_7_a_paid_phone_order_is_cooked(shop: Shop) -> None:
    """odoo#170629. Heard twice from two servers, paid at once, the printer off: it comes out, and once."""
    port = free_port()
    with desk_of(shop, kitchen=f"tcp://127.0.0.1:{port}") as desk:
        phone = shop.phone("A1")
        request = phone.request(TOFU)
        for _server in range(2):
            assert phone.send(request).state == "accepted"
        until(lambda: bool(shop.till.view.tables["A1"].opening))
        shop.pay("A1", receipt=False)
        until(lambda: desk.workers["kitchen"].state.state == "unreachable")
        with VirtualPrinter(port) as kitchen:
            ends(shop, "confirmed")
            (text,) = kitchen.texts
            assert "麻婆豆腐" in text and BANNER not in text


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER_JOB, Fault.PAPER_OUT, Fault.RESET_MID_JOB])
def test_complaint_8_retry_prints(shop: Shop, fault: Fault) -> None:
    """odoo#263487: "already printed", said the duplicate protection of a ticket that had failed."""
    with VirtualPrinter() as kitchen, desk_of(shop, patience=BRIEF, kitchen=kitchen.address) as desk:
        until(lambda: desk.workers["kitchen"].state.rung != "")
        kitchen.fault = fault
        shop.open("A1")
        shop.send("A1", TOFU)
        seen = kitchen.connections
        until(lambda: kitchen.connections > seen + 1 or newest(shop).state in ("unknown", "confirmed"))
        kitchen.fault = None
        until(lambda: newest(shop).state in ("confirmed", "unknown"))
        if newest(shop).state == "unknown":
            shop.till.print_again(newest(shop).id, "zhou").result()
        assert ends(shop, "confirmed").number == 1
        assert [BANNER in text for text in kitchen.texts].count(False) <= 1
        before = len(kitchen.texts)
        shop.till.reprint(newest(shop).id, "zhou", "torn").result()  # also of what did come out
        kitchen.wait_for(before + 1)
        assert REPRINT in kitchen.texts[-1]


def test_complaint_8_one_dead_printer_does_not_block_the_others(shop: Shop) -> None:
    with VirtualPrinter() as bar, VirtualPrinter() as second:
        set_up(
            shop,
            StationSlips("kitchen", ("dead", "second")),
            StationSlips("bar", ("taps",)),
            dead=nowhere(),
            second=second.address,
            taps=bar.address,
        )
        with desk_of(shop):
            shop.open("A1")
            for _round in range(3):
                shop.send("A1", FISH, BEER)
            bar.wait_for(3)
            second.wait_for(3)
            assert {job.at_printer for job in jobs(shop, state="queued")} == {"dead"}


def test_complaint_8_last_nights_tickets_do_not_print_in_the_morning() -> None:
    """itpp-labs/pos-addons#682, #1115."""
    with scratch() as folder, VirtualPrinter() as kitchen:
        night = Shop(folder / "store")
        night.open("A1")
        night.send("A1", TOFU)
        night.time.later(minutes=10 * 60)
        morning = night.again()
        with desk_of(morning, kitchen=kitchen.address):
            morning.send("A1", RICE)
            ends(morning, "confirmed")
            assert ["米饭" in text for text in kitchen.texts] == [True]
            assert [job.state for job in morning.till.view.jobs if job.number == 1] == ["expired"]
        morning.close()


def test_complaint_12_chinese_is_not_garbled(shop: Shop) -> None:
    """python-escpos#190, #269, #491; node-escpos#332: ¥ came out as "0 6"."""
    with VirtualPrinter() as kitchen, VirtualPrinter() as counter:
        with desk_of(shop, kitchen=kitchen.address, counter=counter.address):
            shop.open("A1")
            shop.send("A1", replace(TOFU, remark="少油，¥5 以内 ✓ × é ★①"))
            kitchen.wait_for(1)
            shop.pay("A1")
            counter.wait_for(1)
            until(lambda: {job.state for job in jobs(shop)} == {"confirmed"})
        ticket, receipt = kitchen.texts[0], counter.texts[0]
        assert "麻婆豆腐" in ticket and "少油，￥5" in ticket.replace("\n", "") and "√" in ticket
        assert "麻婆豆腐" in receipt and "￥" in receipt
        assert kitchen.strays == counter.strays == 0
