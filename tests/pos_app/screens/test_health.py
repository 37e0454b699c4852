"""What the till says of printers and servers, in pills, banner and lists."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_app.screens.main_window import MainWindow
from pos_app.screens.printing.job_list import JobList
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand

TWELVE_MINUTES = 12 * 60_000


def pill(window: MainWindow, name: str) -> str:
    return str(getattr(window.work._bar, f"_{name}").accessibleName())


def test_offline_is_amber_says_since_when_and_never_blocks(
    hand: Hand, evening: Evening, window: MainWindow
) -> None:
    evening.plug_in(online=False, since=evening.time - TWELVE_MINUTES, waiting=37)
    hand.wait_to_read("Network down since 09:48")
    assert hand.reads("37 records are safe here")
    assert pill(window, "link") == "Offline 12 min"
    hand.press("See 37")
    assert hand.reads("37 records wait to be uploaded.")
    hand.key(Qt.Key.Key_Escape)
    evening.plug_in()
    hand.wait(lambda: not window.work._banner.isVisible())
    assert pill(window, "link") == "Online · all uploaded"


def test_a_clock_by_which_nobody_can_be_charged_is_told(hand: Hand, evening: Evening) -> None:
    evening.plug_in()
    evening.till.phones.gateway_ahead = 7 * 60_000 + 20_000
    evening.till.refresh()
    hand.wait_to_read("The server's clock is 7 minutes behind the payment provider's.")
    assert hand.reads("cash goes on")
    evening.till.phones.gateway_ahead = 0
    evening.till.refresh()
    hand.wait(lambda: not hand.reads("payment provider's"))


def test_a_backlog_shows_its_progress(hand: Hand, evening: Evening, window: MainWindow) -> None:
    evening.plug_in(online=True, waiting=4200, sending=5800, total=10_000)
    hand.wait(lambda: pill(window, "link") == "Uploading 5800 of 10000")


def test_a_printer_without_paper_goes_before_the_network(hand: Hand, evening: Evening) -> None:
    evening.plug_in({"kitchen": "paper_out"}, online=False, since=evening.time, waiting=2)
    hand.wait_to_read("Kitchen: Out of paper since 10:00.")
    assert not hand.reads("Network down")
    hand.press("See printers")
    assert hand.reads("Printing")


def test_an_unknown_ticket_is_decided_by_a_person(hand: Hand, evening: Evening, window: MainWindow) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed("unknown")
    hand.press("Printing")
    jobs = hand.only(JobList)
    hand.wait(lambda: bool(hand.values(jobs)) and hand.values(jobs)[0].state == "unknown")
    hand.act(jobs, "It came out", lambda row: True)
    hand.wait(lambda: hand.values(jobs)[0].state == "confirmed")
    assert pill(window, "printers") == "Printers ready"


def test_keys_reach_the_second_act_of_a_row(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed("unknown")
    hand.press("Printing")
    jobs = hand.only(JobList)
    hand.wait(lambda: bool(hand.values(jobs)))
    jobs.setCurrentIndex(jobs.model().index(0, 0))
    acted: list[str] = []
    jobs.acted.connect(lambda _row, act: acted.append(act))
    QTest.keyClick(jobs, Qt.Key.Key_Right)
    QTest.keyClick(jobs, Qt.Key.Key_Return)
    assert acted == ["print_again"]


def test_a_receipt_is_printed_again(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    evening.printed()
    evening.pay("A6", "cash", 10_000)
    evening.printed()
    hand.press("Printing")
    jobs = hand.only(JobList)
    hand.wait(lambda: any(row.title == "A6 Receipt" for row in hand.values(jobs)))
    hand.act(jobs, "Reprint", lambda row: row.title == "A6 Receipt")
    hand.press("A guest asks for it")
    hand.wait(lambda: any(job.mark == "reprint" for job in evening.till.view.jobs))


def test_a_till_that_keeps_its_records_alone_never_says_that_they_are_uploaded(
    hand: Hand, evening: Evening, window: MainWindow
) -> None:
    evening.plug_in(name="own", url="http://127.0.0.1:8626")
    hand.wait(lambda: pill(window, "link") == "Phones can order · kept here only")
    window.work._bar.link_tapped.emit()
    assert hand.reads("All records are on this computer and in its backups only")
    assert not hand.reads("uploaded")


def test_what_was_said_in_the_other_language_goes_with_it(hand: Hand, window: MainWindow) -> None:
    window.desk.refused.emit("Your role may not do this.")
    assert hand.work._hint.words() == "Your role may not do this."
    window.desk.language.switch("zh-Hans")
    assert not hand.work._hint.words()
