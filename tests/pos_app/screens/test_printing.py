"""What the cashier sees of tickets and printers, and puts right with one tap, wherever she is."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from domain.errors import Refused
from domain.record.rows import Document
from domain.selling.printing import PrintJob
from domain.selling.slip_code import SlipCode, slip_code, trace_code
from pos_app.screens.main_window import MainWindow
from pos_app.screens.printing.job_list import JobList
from pos_app.screens.printing.printer_card import PrinterCard
from pos_app.screens.printing.scanned_slip import ScannedSlip, read_slip
from pos_app.widgets.chips import Chip
from pos_app.widgets.search_field import SearchField
from pos_app.workflows.book import Entry
from pos_app.workflows.printing import PrinterState
from pos_app.workflows.reading import MOST_JOBS
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def waiting(evening: Evening, *dishes: str) -> None:
    """Tickets that cannot come out: the kitchen has no paper."""
    evening.open("A6", 4)
    for name in dishes or ("mapo-tofu",):
        evening.order("A6", dish(name))
    evening.plug_in({"kitchen": "paper_out"})


def kitchen(evening: Evening) -> list[PrintJob]:
    evening.settle()
    read = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(PrintJob, station="kitchen"))
    )
    return sorted(read.result(), key=lambda job: job.number)


def told(evening: Evening, kind: str, **body: Any) -> None:
    evening.write(lambda entry: entry.record(kind, body))


def card(hand: Hand, place: int) -> list[str]:
    """The visible words of a printer's two buttons."""
    found = hand.window.findChildren(PrinterCard)[place]
    return [button.text() for button in found._buttons if button.isVisible()]


def test_one_tap_on_the_floor_sends_what_waits_to_another_printer(hand: Hand, evening: Evening) -> None:
    waiting(evening, "mapo-tofu", "chilli-chicken")
    hand.wait_to_read("Kitchen: Out of paper since 10:00.")
    assert hand.reads("2 tickets wait and print by themselves.")
    hand.press("Print at Bar")
    hand.wait(lambda: [job.at_printer for job in kitchen(evening)] == ["bar", "bar"])
    assert {job.asked_by for job in kitchen(evening)} == {"zhou"}
    hand.wait_to_read("2 tickets went to Bar.")


def test_one_tap_tries_the_printer_again(hand: Hand, evening: Evening) -> None:
    waiting(evening)
    hand.wait_to_read("Kitchen: Out of paper")
    evening.at("10:05")
    hand.press("Try now")
    hand.wait(lambda: kitchen(evening)[0].asked_at == evening.time)


def test_a_ticket_nobody_can_speak_for_is_asked_about_by_name(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed("unknown")
    hand.wait_to_read("A6 Kitchen ticket No.0001: nobody knows whether it came out of Kitchen.")
    assert hand.reads("Look at the paper first: Mapo tofu")
    hand.press("It did not: print")
    hand.wait(lambda: kitchen(evening)[0].state == "queued")


def test_of_a_receipt_nobody_is_sent_to_ask_in_the_kitchen(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed()
    evening.pay("A6", "cash", 10_000)
    evening.printed("failed")
    hand.wait_to_read("was not printed by Counter.")
    assert hand.reads("Print it now or not: the sale stands.") and not hand.reads("Ask the kitchen")


def test_a_ticket_that_waits_for_a_person_is_not_said_to_print_by_itself(
    hand: Hand, evening: Evening
) -> None:
    """It was sent twice, and then its printer fell silent; the next order does wait for it."""
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed("unknown")
    evening.plug_in({"kitchen": "unreachable"})
    hand.wait_to_read("nobody knows whether it came out of Kitchen")
    hand.press("Printing")
    hand.wait_to_read("1 ticket to check")
    assert not hand.reads("prints by itself") and not hand.reads("1 ticket waits")
    evening.order("A6", dish("mapo-tofu"))
    hand.wait_to_read("1 ticket waits and prints by itself")
    hand.wait_to_read("1 ticket waits, 1 ticket to check")


def test_the_one_ticket_that_waits_is_cancelled_by_a_tap_and_wanted_after_all(
    hand: Hand, evening: Evening
) -> None:
    waiting(evening)
    hand.wait_to_read("1 ticket waits and prints by itself")
    hand.press("Cancel it")
    hand.wait(lambda: kitchen(evening)[0].state == "cancelled")
    hand.press("Printing")
    jobs = hand.only(JobList)
    hand.wait(lambda: [row.word for row in hand.values(jobs)] == ["Cancelled"])
    hand.act(jobs, "Print after all", lambda row: True)
    hand.wait(lambda: kitchen(evening)[0].state == "queued")
    assert kitchen(evening)[0].mark == "" and kitchen(evening)[0].number == 1, "it never came out before"
    evening.order("A6", dish("mapo-tofu"))
    hand.press("Tables")
    hand.wait_to_read("2 tickets wait")
    assert hand.reads("See printers") and not hand.reads("Cancel it"), "one of several is not meant"


def test_an_old_ticket_is_cancelled_with_one_tap(hand: Hand, evening: Evening, window: MainWindow) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    told(evening, "print.finished", job=kitchen(evening)[0].id, state="expired", note="too old")
    hand.wait_to_read("A6 Kitchen ticket No.0001 has waited too long for Kitchen.")
    hand.press("Cancel it")
    hand.wait(lambda: kitchen(evening)[0].state == "cancelled")
    hand.wait(lambda: not window.work._banner.isVisible())


def test_a_ticket_whose_printer_was_taken_away_is_not_forgotten(hand: Hand, evening: Evening) -> None:
    stations = [{"station": "kitchen", "printers": ["gone"]}]
    told(evening, "printers.published", version=1, printers=[], stations=stations)
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    hand.wait_to_read("A6 Kitchen ticket No.0001 waits for a printer that is not set up any more.")
    hand.press("Print at Kitchen")
    hand.wait(lambda: kitchen(evening)[0].at_printer == "kitchen")


def test_a_printer_is_paused_and_goes_on(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    hand.press("Printing")
    hand.wait(lambda: card(hand, 0) == ["Pause"])
    hand.press("Pause")
    hand.wait(lambda: "Go on" in card(hand, 0))
    evening.order("A6", dish("mapo-tofu"))
    hand.wait_to_read("Kitchen is paused since 10:00.")
    assert hand.reads("1 ticket waits until it goes on.")
    hand.press("Go on")
    hand.wait(lambda: not evening.till.view.paused)


def test_the_card_of_a_dead_printer_moves_its_queue(hand: Hand, evening: Evening) -> None:
    waiting(evening)
    hand.press("Printing")
    hand.wait(lambda: card(hand, 0) == ["Try now", "To Bar"])
    hand.press("To Bar")
    hand.wait(lambda: kitchen(evening)[0].at_printer == "bar")
    jobs = hand.only(JobList)
    hand.wait(lambda: hand.values(jobs)[0].printer == "Kitchen → Bar")


def test_one_of_the_waiting_tickets_is_printed_elsewhere_or_not_at_all(hand: Hand, evening: Evening) -> None:
    waiting(evening, "mapo-tofu", "chilli-chicken")
    hand.press("Printing")
    jobs = hand.only(JobList)
    hand.wait(lambda: len(hand.values(jobs)) == 2)
    hand.act(jobs, "Elsewhere", lambda row: "Mapo tofu" in row.content)
    hand.wait(lambda: kitchen(evening)[0].at_printer == "bar")
    hand.act(jobs, "Cancel it", lambda row: "chicken" in row.content)
    hand.wait(lambda: kitchen(evening)[1].state == "cancelled")


def test_a_reprint_asks_for_its_reason(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed()
    hand.press("Printing")
    jobs = hand.only(JobList)
    hand.wait(lambda: bool(hand.values(jobs)) and hand.values(jobs)[0].state == "confirmed")
    hand.act(jobs, "Reprint", lambda row: True)
    hand.wait_to_read("Reprint A6 Kitchen ticket")
    assert not hand.button("Reprint").isEnabled()  # not without a reason
    hand.press("Lost or torn")
    hand.wait(lambda: [job.reason for job in kitchen(evening)] == ["", "Lost or torn"])
    hand.wait(lambda: hand.values(jobs)[0].mark == "reprint: Lost or torn")


def test_of_a_ticket_that_was_lost_in_part_one_dish_comes_again(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"), dish("twice-cooked-pork"))
    evening.printed()
    hand.order_at("A6")
    hand.line("Mapo tofu")
    hand.key(Qt.Key.Key_F3)
    hand.press("Print its slip again")
    hand.press("Lost or torn")
    hand.wait(lambda: [job.reason for job in kitchen(evening)] == ["", "Lost or torn"])
    evening.printed()
    first, again = (text for station, paper in evening.papers() if "麻婆豆腐" in (text := paper.as_text()))
    assert "回锅肉" in first and "回锅肉" not in again
    assert "补打" in again and "补打" not in first


def test_a_dish_that_has_not_come_out_yet_is_printed_once_and_the_cashier_reads_where(
    evening: Evening,
) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.settle()
    (line,) = evening.till.view.openings[evening.opening("A6")].lines
    with pytest.raises(Refused, match="no_slip"):
        evening.till.reprint_line(line.id, "chen").result()
    assert len(kitchen(evening)) == 1


def test_a_reason_of_ones_own(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed()
    hand.press("Printing")
    jobs = hand.only(JobList)
    hand.wait(lambda: bool(hand.values(jobs)) and hand.values(jobs)[0].state == "confirmed")
    hand.act(jobs, "Reprint", lambda row: True)
    sheet = hand.sheet()
    assert sheet
    sheet.findChildren(QLineEdit)[0].setText("fell into the soup")
    hand.press("Reprint")
    hand.wait(lambda: kitchen(evening)[-1].reason == "fell into the soup")


def test_a_slip_of_the_morning_is_found_and_reprinted(hand: Hand, evening: Evening) -> None:
    """More slips than the screen has in mind: by page, or by what is typed."""
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed()
    first = kitchen(evening)[0].id

    def many(entry: Any) -> None:
        for number in range(MOST_JOBS + 20):
            entry.record("print.asked", {"job": f"copy-{number}", "of": first}, "zhou")
            entry.record("print.cancelled", {"job": f"copy-{number}"})

    evening.write(many)
    hand.press("Printing")
    jobs = hand.only(JobList)
    hand.wait_to_read("1–50 of 221")
    assert hand.reads(" · 1 ticket today")
    for last in (100, 150, 200, 221):
        hand.press("Older")
        hand.wait_to_read(f"–{last} of 221")
    assert not hand.button("Older").isEnabled()
    hand.wait(lambda: hand.values(jobs)[-1].id == first)
    hand.press("Newer")
    hand.wait_to_read("151–200 of 221")
    hand.only(SearchField).line.setText("A6 0001")
    hand.wait_to_read("1 ticket found")
    hand.act(jobs, "Reprint", lambda row: row.id == first)
    hand.press("Lost or torn")
    hand.wait(lambda: kitchen(evening)[-1].reason == "Lost or torn")
    hand.only(SearchField).line.setText("cancel slip")
    hand.wait_to_read("No ticket here.")


def test_a_card_says_what_its_printer_confirms(hand: Hand, evening: Evening) -> None:
    hand.press("Printing")
    hand.wait_to_read("Not known yet what it confirms")
    for rung, words in (
        ("completion", "Confirms each ticket on paper"),
        ("processed", "Confirms each ticket as worked off"),
        ("status", "Tells its state, but confirms no ticket"),
        ("silent", "Confirms nothing: tickets are sent, look at the paper"),
    ):
        evening.workers["kitchen"].state = PrinterState("ok", evening.time, rung)
        evening.till.refresh()
        hand.wait_to_read(words)


def test_a_slip_that_was_only_sent_says_so(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed("unsure")
    hand.press("Printing")
    jobs = hand.only(JobList)
    hand.wait(lambda: [row.word for row in hand.values(jobs)] == ["Sent, unconfirmed"])


def test_a_scanned_slip_serves_its_dishes_and_shows_the_orders_way(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"), dish("cola"))
    evening.printed("unsure")
    opening = evening.till.view.openings[evening.opening("A6")].opening
    code = slip_code(SlipCode(opening.number, 1, 0, 1))
    read_slip(hand.window.desk, hand.window, f"{code}\r")
    hand.wait_to_read("1 dish of A6 is served.")
    assert hand.reads("Ordered 10:00:00, round 1") and hand.reads("✓ Mapo tofu")
    assert hand.reads("Kitchen ticket No.0001 · Kitchen") and hand.reads("Kitchen ticket No.0001 · Bar")
    (order,) = evening.till.view.openings[opening.id].orders
    assert [line.state for line in order.lines] == ["served", "printed"]
    hand.press("Close")
    read_slip(hand.window.desk, hand.window, trace_code(opening.number))  # of a slip that only tells
    hand.wait_to_read("The order of A6")
    assert hand.reads("Ordered 10:00:00, round 1 · With this slip no dish goes out; nothing was ticked off.")
    assert hand.reads("Mapo tofu") and hand.reads("Cola")
    states = [chip.accessibleName() for chip in hand.only(ScannedSlip).findChildren(Chip)]
    assert states == ["Served", "To come", "Sent, unconfirmed", "Sent, unconfirmed"]
    assert hand.reads("Kitchen ticket No.0001 · Bar")
    hand.press("Close")
    read_slip(hand.window.desk, hand.window, "12345678901234")
    hand.wait(lambda: bool(hand.work._hint.words()))
    assert hand.sheet() is None


def test_letters_of_the_menu_that_nobody_can_paint_are_named_before_they_are_printed(
    hand: Hand, evening: Evening
) -> None:
    hand.press("Printing")
    assert not hand.reads("come out as boxes")  # the demo's dishes have all that they need

    def renamed(entry: Entry) -> None:
        kept = entry.tables.get(Document, "menu")
        assert kept is not None
        first, *others = kept.body["dishes"]
        names = {"zh-Hans": "冬阴功\U0010fffd", "en": "Tom yam ต้มยำ"}  # the one letter nobody has
        body = {**kept.body, "version": kept.version + 1, "dishes": [{**first, "names": names}, *others]}
        entry.record("menu.published", body)

    evening.write(renamed)
    hand.wait_to_read("Letters of the menu come out as boxes: \U0010fffd")
