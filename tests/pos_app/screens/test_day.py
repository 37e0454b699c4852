"""The end of a day through the real widgets: a manager closes over open tables, and the Z stays as it was."""

import unicodedata
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from shiboken6 import isValid

from domain.money.day_figures import DayFigures
from domain.money.days import DayEnd
from domain.money.grants import Grant
from domain.record.plain import from_plain
from domain.selling.printing import PrintJob
from pos_app.database.state import SqlTables
from pos_app.language import money
from pos_app.models.day_words import part_word
from pos_app.screens.money.confirm_sheet import ConfirmSheet
from pos_app.screens.money.day_cards import FiguresCard, LooseList
from pos_app.screens.money.day_changes import ChangesCard, TickLine
from pos_app.screens.money.dish_sums import DishSumList
from pos_app.screens.money.sent_back import SentBackSheet
from pos_app.screens.selling.parking_acts import ParkedSheet
from pos_app.widgets.hint import Hint
from pos_app.widgets.steps import StepsBar
from pos_app.workflows.slips import ticket_for
from pos_app.workflows.views import ChargeView
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Ticket, Width
from tests.pos_app.evening import Evening, dish
from tests.pos_app.half_open import HalfOpen
from tests.pos_app.hand import Hand
from tests.pos_app.pdf_text import pdf_lines, pdf_sizes
from tests.pos_app.three_books import Home, papers, three_agree


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
    return [one.text() for one in labels if one.isVisible() and not isinstance(one.parent(), TickLine)]


def test_the_steps_of_the_day_say_what_is_done_and_hold_nobody_up(wang: Hand, evening: Evening) -> None:
    """点钱–核对–封账: an uncounted drawer and an open table are told, and the day is closed all the same."""
    shift = evening.till.new_id()
    evening.till.shifts.open(shift, 50_000, {}, "zhou").result()
    evening.settle()
    wang.window.go("day", "")
    bar = wang.only(StepsBar)
    wang.wait(lambda: bar.accessibleName() == "Count, Check, Close" and bar.now() == 0)
    evening.till.shifts.count(shift, 50_000, {}, "zhou").result()
    wang.wait(lambda: bar.accessibleName() == "Count: done, Check, Close" and bar.now() == 1)
    wang.press("Close the day")
    wang.press("Close the day")
    wang.wait(lambda: bar.accessibleName() == "Count: done, Check: done, Close: done")
    assert bar.now() == 3
    wang.press("Back to today")
    wang.wait(lambda: bar.now() < 3)


def test_a_till_goes_dark_after_a_day_was_looked_at(wang: Hand, evening: Evening) -> None:
    """What the list showed before has gone, and nobody dresses it any more (a slot that raises fails)."""
    wang.window.go("day", "")
    wang.wait(lambda: bool(loose(wang)))
    gone = wang.only(LooseList).findChildren(TickLine)
    assert gone
    wang.window.go("floor", "")
    evening.open("C1", 2)
    wang.window.go("day", "")
    wang.wait(lambda: not any(isValid(one) for one in gone))
    wang.window.theme.set_dark(True)
    wang.window.theme.set_dark(False)


def test_a_manager_closes_over_open_tables(wang: Hand, evening: Evening) -> None:
    wang.window.go("day", "")
    wang.wait_to_read("Z 0001")
    assert wang.reads("3 things are open")
    wang.wait(lambda: bool(loose(wang)))  # seen a turn of the event loop after its heading
    assert loose(wang)[:2] == ["Table A6", "¥78.00 to pay"]
    assert loose(wang)[2:] == ["Table A2", "¥0.00 to pay", "Table A2", "Lines not sent: 1, ¥28.00"]
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
    wang.wait(lambda: wang.window.work._place == ("order", evening.opening("A6")))


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


def squeezed(*texts: str) -> str:
    """Without the spaces, marks and signs in which paper, page and screen differ."""
    lines = [line for text in texts for line in text.splitlines() if set(line.strip()) - {"-", "━"}]
    text = unicodedata.normalize("NFKC", "".join(lines)).replace("−", "-")
    return "".join(one for one in text if one not in " \n,¥×━")


def day_paper(evening: Evening) -> str:
    """What the slip of the day's end says, from its first sum to what is carried over."""

    def look(tables: SqlTables) -> str:
        (job,) = [one for one in tables.where(PrintJob) if one.kind == "day"]
        data = encode(ticket_for(tables, job, SlipForm(Width.MM_80, "en", None), evening.time))
        return read_paper(data, Width.MM_80.dots).as_text()

    text = evening.parts.writer.submit(lambda: evening.parts.book.read(look)).result()
    return text[text.index("Receivable") : text.index("Checked by")]


def day_page(folder: Path) -> str:
    """The same of the one PDF in a folder."""
    (file,) = folder.iterdir()
    text = "\n".join(pdf_lines(file.read_bytes()))
    return text[text.index("Receivable") : text.rindex("Ms Wang")].replace("Other figures\n", "")


def leave_all_open(evening: Evening) -> dict[str, str]:
    """What a day can leave half open: a charge, one set aside, a refund, a code, a shift; some by kind."""
    money = HalfOpen(evening.parts, evening.till)
    evening.till.shifts.open(evening.till.new_id(), 10_000, {}, "zhou").result()
    for table in ("B1", "B3", "B4", "B6"):
        evening.open(table, 2)
        evening.order(table, dish("mapo-tofu"))
    evening.printed()
    due = evening.till.view.openings[evening.opening("B4")].due
    unknown = money.charge(evening.opening("B1"))
    aside = money.charge(evening.opening("B3"), tender="alipay")
    money.set_aside(aside)
    evening.pay("B3", "printed_code", due)
    paid = money.charge(evening.opening("B4"))
    money.becomes(paid, "paid", due)
    bill = evening.till.view.openings[evening.opening("B4")].agreed.id
    act = evening.till.new_id()
    evening.till.money.refund(bill, 700, {}, False, "complaint", "wang", act).result()
    evening.settle()
    return {"charge": unknown, "aside": aside, "back": f"{act}.0", "opening": evening.opening("B1")}


def test_screen_paper_and_pdf_of_a_z_say_the_same_line_by_line(
    wang: Hand, evening: Evening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_app.screens.money.day.pdf_folder", lambda: tmp_path / "Mashang")
    leave_all_open(evening)
    wang.window.go("day", "")
    wang.wait_to_read("things are open")
    wang.press("Close the day, print Z 0001")
    wang.press("Close the day, print Z 0001")
    wang.wait_to_read("Carried over then")
    wang.press("PDF")
    paper, page = day_paper(evening), day_page(tmp_path / "Mashang")
    assert squeezed(page) == squeezed(paper)
    figures = from_plain(DayFigures, days(evening)[0].report)
    kinds = {one.kind for one in figures.carried}
    assert kinds == {"table", "unsent", "charge", "aside", "back", "confirm", "job", "shift"}
    screen = loose(wang)
    assert len(screen) == 2 * len(figures.carried)
    open_now = [squeezed(f"{title} · {note}") for title, note in zip(screen[::2], screen[1::2], strict=True)]
    listed = squeezed(paper).partition("Carriedover")[2]
    assert listed == "".join(open_now)
    rows = [label.text() for label in wang.only(FiguresCard).findChildren(QLabel) if label.isVisible()]
    for part in figures.parts:
        assert squeezed(part_word(part.name), money(part.amount, signed=False)) in squeezed(paper)
        assert part_word(part.name) in rows and money(part.amount, signed=False) in rows
    for tender in figures.tenders:
        row = f"{tender.names['en']} × {tender.count}", money(tender.amount, signed=False)
        back = f" · {tender.back} paid back" if tender.back else ""
        assert squeezed(*row, back.strip(" ·")) in squeezed(paper)
        assert row[0] + back in rows and row[1] in rows
    assert sum(tender.back for tender in figures.tenders) == 1  # counted apart from what came in
    assert money(figures.takings) in rows


def test_the_pdf_of_an_x_says_what_the_day_is_so_far(
    wang: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_app.screens.money.day.pdf_folder", lambda: tmp_path / "Mashang")
    wang.window.go("day", "")
    wang.wait_to_read("3 things are open")
    wang.press("PDF")
    file = tmp_path / "Mashang" / "X-2026-11-21.pdf"
    wang.wait(file.exists)  # it is written in one go, on the thread that waits here
    assert min(pdf_sizes(file.read_bytes())) > 10  # points: nobody reads a page of 4
    lines = pdf_lines(file.read_bytes())
    assert lines[1] == "2026-11-21 · X, the day is not closed · 1 bill · 1 guest"
    assert lines[2:5] == ["Receivable 30.00", "Reductions 0.00", "Takings ¥30.00"]
    signed = next(place for place, line in enumerate(lines) if line.startswith("Ms Wang"))
    assert lines[signed - 3 : signed] == [
        "Table A6 · ¥78.00 to pay",
        "Table A2 · ¥0.00 to pay",
        "Table A2 · Lines not sent: 1, ¥28.00",
    ]
    assert lines[-3:] == ["What was sold", "House best", "Mapo tofu × 1 28.00"]


def test_what_was_sold_is_one_key_away_and_comes_on_paper_today_and_of_a_closed_day(
    wang: Hand, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers: list[str] = []

    def prints(make: Callable[[SlipForm], Ticket]) -> Future[None]:
        data = encode(make(SlipForm(Width.MM_80, "en", None)))
        papers.append(read_paper(data, Width.MM_80.dots).as_text())
        done: Future[None] = Future()
        done.set_result(None)
        return done

    monkeypatch.setattr(evening.till.shifts, "_print_once", prints)
    wang.window.go("day", "")
    wang.wait_to_read("3 things are open")
    wang.key(Qt.Key.Key_F6)
    wang.wait_to_read("X, the day is not closed")
    rows = wang.only(DishSumList).model()
    said = [rows.index(place, 0).data() for place in range(rows.rowCount())]
    assert said == ["House best 1 28.00 28.00", "Mapo tofu 1 28.00 28.00"]
    wang.press("Print")
    wang.wait(lambda: "It is printed at the counter." in wang.window.findChildren(Hint)[0].words())
    assert "X, not closed" in papers[0] and "Mapo tofu" in papers[0]
    wang.key(Qt.Key.Key_Escape)
    wang.key(Qt.Key.Key_F9)
    wang.press("Close the day, print Z 0001")
    wang.wait_to_read("Carried over then")
    evening.order("A6", dish("mapo-tofu"))  # what is sold after it changes nothing of it
    wang.key(Qt.Key.Key_F6)
    wang.wait_to_read("What was sold")
    wang.press("Print")
    assert "Z number 0001" in papers[1] and "28.00" in papers[1]


def test_each_kind_of_money_is_one_tap_away(wang: Hand, evening: Evening) -> None:
    open_ = leave_all_open(evening)
    charging = evening.till.charging
    assert not evening.till.view.charges, "the till of this evening asks nobody by itself"
    rows = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(Grant))
    ).result()
    charging._views = {row.id: ChargeView(row, "unknown") for row in rows if row.state != "paid"}
    evening.till.refresh()

    def look(title: str) -> None:
        wang.window.go("day", "")
        wang.wait(lambda: f"Look {title}" in [one.accessibleName() for one in looks(wang)])
        wang.press(f"Look {title}")

    look("Table B1 · WeChat Pay")
    wang.wait(lambda: wang.window.work._place == ("payment", open_["opening"]))
    look("Table B3 · Alipay")
    wang.wait(lambda: isinstance(wang.sheet(), SentBackSheet))
    wang.wait_to_read("Nobody knows yet whether it was paid. If it was, it goes back by itself.")
    wang.key(Qt.Key.Key_Escape)
    wang.wait(lambda: wang.sheet() is None)
    look("Table B3 · Printed code")
    wang.wait(lambda: isinstance(wang.sheet(), ConfirmSheet))
    wang.key(Qt.Key.Key_Escape)
    wang.wait(lambda: wang.sheet() is None)


def looks(hand: Hand) -> list[QAbstractButton]:
    return [one for one in hand.only(LooseList).findChildren(QAbstractButton) if one.isVisible()]


def test_a_parked_round_is_listed_and_taken_up_from_there(wang: Hand, evening: Evening) -> None:
    parked = wang.window.desk.parked
    cart = wang.window.desk.cart(evening.opening("A2"))
    parked.park(cart, "k", replace(cart.draft(), name="Mr Li", at=evening.time, by="chen"))
    wang.window.go("day", "")
    wang.wait(lambda: "Look Parked: Mr Li" in [one.accessibleName() for one in looks(wang)])
    assert "Lines: 1, ¥28.00" in loose(wang)
    wang.press("Look Parked: Mr Li")
    wang.wait(lambda: isinstance(wang.sheet(), ParkedSheet))


def test_the_next_day_says_since_when_it_is_carried_over(wang: Hand, evening: Evening) -> None:
    evening.till.shifts.close_day(evening.till.new_id(), {}, False, "wang").result()
    evening.settle()
    wang.window.go("day", "")
    wang.wait(lambda: "carried over since 2026-11-21" in loose(wang))
    assert loose(wang) == [
        *("Table A6", "¥78.00 to pay", "carried over since 2026-11-21"),
        *("Table A2", "¥0.00 to pay", "carried over since 2026-11-21"),
        *("Table A2", "Lines not sent: 1, ¥28.00"),  # nobody told the first Z of it
    ]


def test_the_day_is_closed_by_two_keys(wang: Hand, evening: Evening) -> None:
    wang.window.go("day", "")
    wang.wait_to_read("Close the day, print Z 0001")
    wang.key(Qt.Key.Key_F9)
    wang.wait_to_read("The figures are frozen for good.")
    wang.key(Qt.Key.Key_Return)
    wang.wait(lambda: evening.till.view.drawer.next_z == 2)


def changes(hand: Hand) -> list[str]:
    return [one.text() for one in hand.only(ChangesCard).findChildren(QLabel) if one.isVisible()][1:]


def test_what_staff_changed_is_counted_and_one_tap_leads_to_who_it_was(wang: Hand, evening: Evening) -> None:
    bills, opening = evening.till.bills, evening.opening("A6")
    pork, tofu = [one.id for one in evening.till.view.openings[opening].lines][:2]
    bills.give_line(tofu, 1_000, "waited", "wang", evening.till.new_id()).result()
    bills.give_line(tofu, 0, "waited", "wang", evening.till.new_id()).result()
    bills.reprice_line(tofu, 2_500, "agreed", "wang", evening.till.new_id()).result()
    bills.void_line(pork, 1_000, True, "mistake", "wang", evening.till.new_id()).result()
    wang.window.go("day", "")
    wang.wait_to_read("Changed by staff")
    wang.wait(lambda: bool(changes(wang)))
    assert changes(wang) == [
        *("Dishes voided × 1", "¥42.00", "Dishes given", "¥0.00", "Prices changed × 1", "¥3.00"),
        *("Bills reversed", "0", "Refunds", "¥0.00", "Opened without a sale", "0"),
    ]
    wang.press("Who and why")
    wang.wait_to_read("Dish voided")


def test_staff_meals_and_guests_who_left_are_no_discounts(wang: Hand, evening: Evening, home: Home) -> None:
    """In one sum with discounts an owner learns neither what his people ate nor what ran away."""
    for table, free_as in (("B1", "staff_meal"), ("B2", "walkout"), ("B3", "walkout"), ("B4", "comp")):
        evening.open(table, 2)
        evening.order(table, dish("mapo-tofu"))
        wang.order_at(table)
        wang.press("Pay")
        wang.press("No charge")
        wang.press({"staff_meal": "Staff", "walkout": "Left", "comp": "On"}[free_as])
        if free_as == "comp":  # of the others there is one reason, and it is chosen
            wang.press("Complaint")
        wang.key(Qt.Key.Key_Return)
        wang.press("Close the bill")
        wang.wait_to_read(f"{table} paid")
    wang.window.go("day", "")
    wang.wait(lambda: changes(wang)[-2:] == ["Left without paying × 2", "¥56.00"])
    assert changes(wang)[-6:-2] == ["On the house × 1", "¥28.00", "Staff meal × 1", "¥28.00"]
    three_agree(evening, home)
    (z,) = papers(evening, "日结单")
    assert all(words in z for words in ("招待免单 × 1", "员工餐 × 1", "跑单 × 2")), z
    assert [("员工餐" in one, "跑单" in one) for one in papers(evening, "结账单", "B1")] == [(True, False)]
    assert not [one for one in papers(evening, "结账单", "B2") if "折扣" in one]
