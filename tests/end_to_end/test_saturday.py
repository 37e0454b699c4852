"""A Saturday told by hands at the real window, with real servers, printers and a phone beside it.

The internet goes at 18:40, the kitchen's paper at 19:05; guests are angry, the cashier tired, a waiter tries
what he may not. In the end till, paper and the owner's page say the same sums.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from domain.money.adjustments import Adjustment
from domain.money.days import DayEnd
from domain.money.payments import Payment
from pos_app.database.state import SqlTables
from pos_app.language import Language
from pos_app.screens.main_window import MainWindow
from pos_app.screens.people.sign_in import SignIn
from pos_app.settings import Options
from pos_app.startup import Running, start
from pos_app.widgets.line_painter import paint_line
from pos_app.widgets.pads import NumberPad
from pos_app.widgets.segments import SegmentedControl
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner, yuan
from tests.end_to_end.phone import COLA, TOFU, Phone
from tests.fakes.printer import Fault, VirtualPrinter
from tests.fakes.proxy import lasting_port
from tests.pos_app.hand import Hand

STATIONS = ("kitchen", "bar", "counter")
PATIENCE = 20_000  # milliseconds


class Hands(Hand):
    """At a till that runs as it does in a restaurant."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    def wait(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=PATIENCE)

    def sign_in(self, name: str, pin: str) -> None:
        self.window.lock()
        self.only(SignIn).choose(name)
        for digit in pin:
            self.press(digit)
        self.wait(lambda: self.window.desk.by == name)

    def pin(self, digits: str) -> None:
        """A manager agrees on the open sheet."""
        sheet = self.sheet()
        assert sheet
        pad = next(one for one in sheet.findChildren(NumberPad) if one.isVisible())
        for digit in digits:
            pad.keys[digit].click()

    def seat(self, table: str, guests: int) -> None:
        """Guests sit down: one table every forty seconds."""
        self.wait(lambda: self.sheet() is None)
        self.window.go("floor", "")
        self.table(table)
        self.press(str(guests))
        self.wait(lambda: self.window.work._place[0] == "order" and bool(self.opening(table)))

    def opening(self, table: str) -> str:
        return self.window.desk.view.tables[table].opening

    def serve(self, table: str, *dishes: str) -> None:
        """Dishes tapped and sent."""
        self.order_at(table)
        before = len(self.window.desk.view.openings[self.opening(table)].orders)
        for dish in dishes:
            self.dish(dish)
        self.press("Send")
        self.wait(lambda: len(self.window.desk.view.openings[self.opening(table)].orders) > before)

    def pay(self, table: str, key: Qt.Key) -> int:
        """All that is due, by the tender behind a key; what it was."""
        self.order_at(table)
        due = self.window.desk.view.openings[self.opening(table)].due
        self.press("Pay")
        self.key(key)
        self.press(f"Take {self.window.desk.wording.money(due)}")
        self.wait_to_read(f"{table} paid")
        self.press("To the tables")
        return due


@dataclass
class Saturday:
    running: Running
    hand: Hands
    printers: dict[str, VirtualPrinter]
    cloud: Cloud

    def phone(self, table: str) -> Phone:
        """In the store's Wi-Fi: it reaches the server beside the till."""
        return Phone(self.running.till.table_url(table).replace(self.cloud.line.url, self.own_url))

    @property
    def own_url(self) -> str:
        return self.running.servers.addresses[-1]

    def kept(self, kind: type) -> list:  # type: ignore[type-arg]
        def look(tables: SqlTables) -> list:  # type: ignore[type-arg]
            return list(tables.where(kind))

        parts = self.running._parts
        return parts.writer.submit(lambda: parts.book.read(look)).result()

    def home(self) -> None:
        """All facts have reached the cloud."""
        links = self.running.till.links
        self.hand.wait(lambda: all(one.view.online and not one.view.waiting for one in links))


@pytest.fixture
def saturday(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Saturday]:
    with ExitStack() as stack:
        cloud, code = stack.enter_context(cloud_in(tmp_path / "cloud"))
        printers = {name: stack.enter_context(VirtualPrinter()) for name in STATIONS}
        targets = {name: printer.address for name, printer in printers.items()}
        running = start(
            Options(
                "run",
                tmp_path / "data",
                demo=True,
                relay_host="127.0.0.1",
                relay_port=lasting_port(),
                server=cloud.line.url,
                enrol=code,
                printers=targets,
            )
        )
        stack.callback(running.close)
        running.start_printers(paint_line)
        window = MainWindow.of(running.till, Language("en"))
        window.desk.sounds.on = False
        qtbot.addWidget(window)
        window.show()
        stack.callback(lambda: qapp.setStyleSheet(""))
        stack.callback(window.close)
        beside = threading.Thread(target=running.start_server)
        beside.start()
        qtbot.waitUntil(lambda: not beside.is_alive(), timeout=PATIENCE * 2)
        hand = Hands(window, qtbot)
        hand.wait(lambda: all(link.up_to_date.is_set() for link in running.till.links))
        yield Saturday(running, hand, printers, cloud)


def test_a_saturday_ends_with_one_sum_in_till_on_paper_and_at_the_owners(saturday: Saturday) -> None:
    hand, desk = saturday.hand, saturday.hand.window.desk
    hand.sign_in("zhou", "1111")
    hand.window.go("drawer", "")
    hand.press("Open a shift")
    hand.key(Qt.Key.Key_0, "500")
    hand.press("Open with ¥500.00")
    hand.wait_to_read("Shift 1, since")

    # 18:00, rush hour: a table every forty seconds, and a phone at one of them.
    for table, guests in (("A1", 2), ("A2", 4), ("A3", 3), ("A4", 4), ("A6", 2)):
        hand.seat(table, guests)
        hand.serve(table, "Mapo tofu", "Twice-cooked pork")
    guest = saturday.phone("A2")
    first = guest.send_until_heard(guest.fill([TOFU, COLA], "k-1"))
    assert first.ok
    hand.wait(lambda: len(desk.view.openings[hand.opening("A2")].orders) == 2)
    taken = hand.pay("A1", Qt.Key.Key_F2)

    # 18:40, the internet is gone: the cashier is told, and nothing else changes.
    saturday.cloud.line.refuse()
    hand.wait_to_read("Network down since")
    taken += hand.pay("A3", Qt.Key.Key_F3)
    second = guest.send_until_heard(guest.fill([COLA], "k-2"))
    assert second.ok
    hand.wait(lambda: len(desk.view.openings[hand.opening("A2")].orders) == 3)
    guest.close()

    # 19:05, no paper in the kitchen: selling goes on, the ticket waits and comes out once.
    kitchen = saturday.printers["kitchen"]
    kitchen.drain()
    kitchen.fault = Fault.PAPER_OUT
    hand.serve("A4", "Kung pao chicken")
    hand.wait_to_read("paper")
    assert not any("宫保鸡丁" in text for text in kitchen.texts)
    kitchen.fault = None
    hand.window.go("printers", "")
    hand.press("Try now")
    hand.wait(lambda: sum("宫保鸡丁" in text for text in kitchen.texts) == 1)

    # 19:30, an angry guest at A4: one tofu was never served. A gift needs the manager, who types her PIN.
    hand.order_at("A4")
    hand.line("Mapo tofu")
    hand.press("Void")
    hand.press("Not cooked")
    hand.press("Waited too long")
    hand.press("Void 1, ¥28.00 less")
    hand.wait(lambda: hand.sheet() is None)
    hand.line("Twice-cooked pork")
    hand.press("Change the dish")
    hand.press("Gift of the house")
    hand.press("Birthday, celebration")
    hand.press("Give 1, ¥42.00 less")
    hand.pin("8888")
    hand.wait(lambda: hand.sheet() is None)
    assert desk.view.openings[hand.opening("A4")].bill.given == 4_200

    # 20:00, a waiter tries to take a dish off a bill for a friend; nobody's PIN is his.
    hand.sign_in("chen", "3333")
    hand.order_at("A6")
    hand.line("Twice-cooked pork")
    hand.press("Void")
    hand.press("Not cooked")
    hand.press("Waited too long")
    hand.press("Void 1, ¥42.00 less")
    hand.pin("0000")
    hand.wait_to_read("Wrong PIN")
    sheet = hand.sheet()
    assert sheet
    sheet.cancel()
    hand.window.lock()
    hand.sign_in("zhou", "1111")
    assert desk.view.openings[hand.opening("A6")].bill.subtotal == 7_000

    # 21:00, a tired cashier: A4 is paid, and so is A2, by her thumb twice on the same button.
    taken += hand.pay("A4", Qt.Key.Key_F2)
    hand.order_at("A2")
    due = desk.view.openings[hand.opening("A2")].due
    hand.press("Pay")
    screen = hand.work._screens["payment"]
    screen.take()  # type: ignore[attr-defined]
    screen.take()  # type: ignore[attr-defined]
    hand.wait_to_read("A2 paid")
    taken += due
    changes = saturday.kept(Adjustment)
    assert sorted(one.kind for one in changes) == ["line.given", "line.voided"]

    # 22:15, she counts her drawer and hands over: the slip and the Z say what lay in it.
    cash = 50_000 + sum(one.amount for one in saturday.kept(Payment) if one.tender == "cash")
    hand.window.go("drawer", "")
    hand.wait_to_read("Shift 1, since")
    hand.press("Count and hand over")
    hand.only(SegmentedControl).choose(1)
    hand.key(Qt.Key.Key_0, f"{cash / 100:.2f}")
    hand.press(f"Counted {desk.wording.money(cash)}")
    hand.wait_to_read("It agrees")
    hand.press("Hand over")
    hand.wait_to_read("Nobody has the drawer")
    counter = saturday.printers["counter"]
    hand.wait(lambda: any("交班单" in text for text in counter.texts))
    slip = next(text for text in counter.texts if "交班单" in text)
    assert f"{cash / 100:.2f}" in re.sub(r"[,，]", "", slip)

    # 22:30, the internet is back; the manager closes the day over A6, which still eats.
    saturday.cloud.line.resume()
    saturday.home()
    hand.sign_in("wang", "8888")
    hand.window.go("day", "")
    hand.wait_to_read("Close the day, print Z 0001")
    hand.press("Close the day, print Z 0001")
    hand.press("Close the day, print Z 0001")
    hand.wait_to_read("Carried over then")
    (day,) = saturday.kept(DayEnd)
    assert day.report["receivable"] - day.report["reductions"] == taken
    assert [(one["by"], one["expected"], one["counted"]) for one in day.report["drawers"]] == [
        ("zhou", cash, cash)
    ]
    hand.wait(lambda: any("日结" in text for text in counter.texts))
    slip = next(text for text in counter.texts if "日结" in text)
    assert f"{taken / 100:.2f}" in re.sub(r"[,，]", "", slip)
    saturday.home()
    with Owner(saturday.cloud.owner_url) as owner:
        owner.sign_in(PASSWORD)
        owner.wait_for(yuan(taken))
        owner.wait_for("小周的钱箱")
