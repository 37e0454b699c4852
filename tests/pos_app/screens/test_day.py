"""The end of a day through the real widgets: a manager closes over open tables, and the Z stays as it was."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from domain.money.days import DayEnd
from pos_app.database.state import SqlTables
from pos_app.screens.money.day_cards import LooseList
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def days(evening: Evening) -> list[DayEnd]:
    def look(tables: SqlTables) -> list[DayEnd]:
        return sorted(tables.where(DayEnd), key=lambda day: day.z)

    return evening.parts.writer.submit(lambda: evening.parts.book.read(look)).result()


@pytest.fixture
def wang(hand: Hand, evening: Evening) -> Hand:
    """The manager at the till: B2 has paid ¥28, A6 owes ¥78, A2 has a dish that was not sent."""
    evening.at("18:30")
    evening.open("B2", 1)
    evening.order("B2", dish("mapo-tofu"))
    evening.pay("B2", "wechat", 3_000)
    evening.till.clear_table(evening.opening("B2"), "chen").result()
    evening.open("A6", 4)
    evening.order("A6", dish("twice-cooked-pork"), dish("mapo-tofu"))
    evening.printed()
    evening.open("A2", 2)
    evening.settle()
    hand.order_at("A2")
    hand.dish("Mapo tofu")
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.id == "wang"))
    return hand


def loose(hand: Hand) -> list[str]:
    labels = hand.only(LooseList).findChildren(QLabel)
    return [one.text() for one in labels if one.isVisible()]


def test_a_manager_closes_over_open_tables(wang: Hand, evening: Evening) -> None:
    wang.window.go("day", "")
    wang.wait_to_read("Z 0001")
    assert wang.reads("3 things are open")
    wang.wait(lambda: bool(loose(wang)))  # seen a turn of the event loop after its heading
    assert loose(wang)[:2] == ["Table A6", "¥78.00 to pay"]
    assert loose(wang)[2:] == ["Table A2", "¥0.00 to pay", "Table A2", "1 line not sent"]
    wang.press("Close the day, print Z 0001")
    assert wang.reads("This is carried over to the next day:") and wang.reads("Table A6 · ¥78.00 to pay")
    wang.press("Close the day, print Z 0001")
    wang.wait_to_read("Carried over then")
    (day,) = days(evening)
    assert (day.z, day.date, day.by, day.report["receivable"]) == (1, "2026-11-21", "wang", 3_000)
    assert [job.kind for job in evening.till.view.jobs if job.kind == "day"] == ["day"]
    wang.press("Back to today")
    wang.wait_to_read("This day has its Z.")
    assert not wang.button("Close the day").isEnabled()


def test_one_tap_leads_to_each_open_thing(wang: Hand, evening: Evening) -> None:
    wang.window.go("day", "")
    wang.wait_to_read("3 things are open")
    wang.wait(lambda: bool(loose(wang)))  # seen a turn of the event loop after its heading
    wang.press("Look Table A6")
    wang.wait(lambda: wang.window._place == ("order", evening.opening("A6")))


def test_an_earlier_day_is_shown_as_it_was(wang: Hand, evening: Evening) -> None:
    evening.till.shifts.close_day(evening.till.new_id(), {}, False, "wang").result()
    evening.pay("A6", "cash", 10_000)
    wang.window.go("day", "")
    wang.wait_to_read("Z 0002")
    wang.press("Earlier days")
    wang.wait_to_read("Z 0001 · 2026-11-21")
    wang.press("Z 0001 · 2026-11-21")
    wang.wait_to_read("¥30.00")
    assert wang.reads("Carried over then") and not wang.reads("Close the day")


def test_a_cashier_sees_no_figures(hand: Hand) -> None:
    hand.window.go("day", "")
    assert hand.reads("Ask a manager.") and not hand.reads("Takings")


def test_the_day_is_saved_as_a_pdf(wang: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_app.screens.money.day.pdf_folder", lambda: tmp_path / "Mashang")
    wang.window.go("day", "")
    wang.wait_to_read("3 things are open")
    wang.press("PDF")
    page = (tmp_path / "Mashang" / "X-2026-11-21.pdf").read_bytes()
    assert page.startswith(b"%PDF") and len(page) > 2_000


def test_the_day_is_closed_by_two_keys(wang: Hand, evening: Evening) -> None:
    wang.window.go("day", "")
    wang.wait_to_read("Close the day, print Z 0001")
    wang.key(Qt.Key.Key_F9)
    wang.wait_to_read("The figures are frozen for good.")
    wang.key(Qt.Key.Key_Return)
    wang.wait(lambda: evening.till.view.drawer.next_z == 2)
