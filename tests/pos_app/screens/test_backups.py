"""The owner gets a sheet and shows it; the till warns of the worst thing about backups, one at a time."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from domain.money.payments import Settlement
from domain.record.backup_clock import HOUR
from domain.record.recovery import RecoveryKey
from pos_app import window as till_window
from pos_app.database.session import FILE
from pos_app.keys import KeyBox
from pos_app.language import Language
from pos_app.leftovers import WORK
from pos_app.models.wording import Wording
from pos_app.screens.main_window import MainWindow
from pos_app.screens.states import notice
from pos_app.screens.store import restore as restore_screen
from pos_app.screens.store.cut_off import CutOffWindow
from pos_app.screens.store.recovery_page import draw_page, write_page
from pos_app.screens.store.recovery_sheet import RecoverySheetSheet
from pos_app.screens.store.restore import RestoreWindow, restore_in_window
from pos_app.screens.store.seldom import RestoreWanted
from pos_app.widgets.theme import Theme
from pos_app.workflows.backup_file import read_key
from pos_app.workflows.disk import DiskView
from pos_app.workflows.founding import FirstRun
from pos_app.workflows.restoring import look, restore
from pos_app.workflows.views import BackupView, DrillView, PlaceView, PrinterView, StoreView, TillView
from tests.pos_app.backing import backed_up, make_sheet, with_backups
from tests.pos_app.hand import Hand
from tests.pos_app.shop import Shop
from tests.pos_app.windows import opened, shown

NOW = 1_795_257_600_000
WORDING = Wording("en", "CNY", "Asia/Shanghai")
KEY = RecoveryKey("age1", "", NOW - 1_000 * HOUR, NOW - 999 * HOUR)
WELL = BackupView(
    places=(PlaceView("till", "/b", "ok", 0, NOW - HOUR),), drill=DrillView(NOW - 14 * HOUR, "", 1)
)
STORE = StoreView(names={"en": "Lotus"}, zone="Asia/Shanghai")
GOOD = TillView(store=STORE, recovery=KEY, backup=WELL)


def says(view: TillView) -> str:
    told = notice(view, NOW, WORDING)
    return told.title if told else ""


def test_when_all_is_well_nothing_is_said() -> None:
    assert says(GOOD) == ""


def test_the_demo_is_not_nagged() -> None:
    assert says(TillView(store=replace(STORE, demo=True))) == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"recovery": RecoveryKey()}, "No backups yet: the recovery sheet is missing."),
        ({"recovery": replace(KEY, confirmed_at=0)}, "The recovery sheet is not confirmed yet."),
        (
            {"backup": replace(WELL, places=(PlaceView("till", "/b", "ok", 0, NOW - 26 * HOUR),))},
            "The last good backup is of 2026-11-20",
        ),
        ({"backup": replace(WELL, places=())}, "The last good backup is of –."),
        (
            {"backup": replace(WELL, drill=DrillView(NOW - 14 * HOUR, "chain"))},
            "with this copy: This computer. The record of facts is damaged.",
        ),
        ({"backup": replace(WELL, drill=DrillView(NOW - 37 * HOUR))}, "No restore has been rehearsed since"),
        ({"backup": replace(WELL, drill=DrillView())}, "No restore has been rehearsed since"),
        (
            {"backup": replace(WELL, disk=DiskView("low", 900_000_000))},
            "900 MB free on this computer's disk.",
        ),
        ({"backup": replace(WELL, disk=DiskView("urgent", 90_000_000))}, "Only 90 MB free"),
        ({"backup": replace(WELL, disk=DiskView("urgent", 0))}, "This computer's disk is full."),
        ({"backup": replace(WELL, disk=DiskView("read_only"))}, "This computer's disk is write-protected."),
        ({"backup": replace(WELL, disk=DiskView("broken"))}, "This computer's disk reports errors."),
        (
            {
                "backup": replace(
                    WELL,
                    places=(
                        *WELL.places,
                        PlaceView("folder", "/usb", "unplugged", NOW - 30 * HOUR, NOW - 31 * HOUR),
                    ),
                )
            },
            "Backups do not reach this place: Second disk or share. Not plugged in.",
        ),
    ],
)
def test_each_trouble_has_its_words(change: dict[str, object], said: str) -> None:
    assert said in says(replace(GOOD, **change))  # type: ignore[arg-type]


SERVER = PlaceView("server", "https://x", "ok", NOW - 90 * HOUR, NOW - HOUR)
AT_SERVER = replace(WELL, places=(*WELL.places, SERVER))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"server_drill": DrillView(NOW - 14 * HOUR, "", good_at=NOW - 14 * HOUR)}, ""),
        ({"server_drill": DrillView(NOW - 14 * HOUR, "away", good_at=NOW - 38 * HOUR)}, ""),
        (
            {"server_drill": DrillView(NOW - 14 * HOUR, "away", good_at=NOW - 73 * HOUR)},
            "The server's copy has not been rehearsed since",
        ),
        ({"server_drill": DrillView()}, "The server's copy has not been rehearsed since"),
        (
            {"server_drill": DrillView(NOW - 14 * HOUR, "missing", place="server")},
            "with this copy: Server. The server does not give the backup back.",
        ),
        (
            {"drill": DrillView(NOW - 14 * HOUR, "copies", place="folder")},
            "with this copy: Second disk or share. A copy is not like the others.",
        ),
    ],
)
def test_the_warning_tells_which_copy_failed(change: dict[str, DrillView], said: str) -> None:
    told = says(replace(GOOD, backup=replace(AT_SERVER, **change)))  # type: ignore[arg-type]
    assert said in told
    assert bool(said) == bool(told)


def test_a_disk_that_was_set_back_is_said_before_backups_are(qtbot: QtBot) -> None:
    view = replace(GOOD, missing=7, recovery=RecoveryKey())
    assert (
        says(view) == "This computer's disk was set back to an older state: at least 7 records are missing."
    )
    assert says(replace(view, missing=1)).endswith("at least 1 record is missing.")


def test_a_server_that_was_left_is_no_warning() -> None:
    failed = DrillView(NOW - 14 * HOUR, "missing", place="server")
    assert says(replace(GOOD, backup=replace(WELL, server_drill=failed))) == ""


def test_a_new_key_has_a_day_before_anybody_is_warned() -> None:
    young = replace(KEY, made_at=NOW - HOUR)
    assert says(replace(GOOD, recovery=young, backup=BackupView())) == ""


def test_a_disk_unplugged_for_an_hour_is_no_banner_yet() -> None:
    usb = PlaceView("folder", "/usb", "unplugged", NOW - HOUR, NOW - 2 * HOUR)
    assert says(replace(GOOD, backup=replace(WELL, places=(*WELL.places, usb)))) == ""


def test_the_worst_comes_first() -> None:
    """A disk that will stop selling, then paper, then backups."""
    empty = PrinterView("kitchen", {"en": "Kitchen"}, "tcp://x", "paper_out")
    bad = replace(GOOD, recovery=RecoveryKey(), printers=(empty,))
    assert "Out of paper" in says(bad)
    assert "Only 90 MB free" in says(replace(bad, backup=replace(WELL, disk=DiskView("urgent", 90_000_000))))


# ---------------------------------------------------------------- at the window


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path / "store")
    with_backups(shop)
    yield shop
    shop.close()


@pytest.fixture
def at_the_till(shop: Shop, qtbot: QtBot) -> Iterator[Hand]:
    """A real store's window, nobody signed in."""
    language = Language("en")
    made = MainWindow.of(shop.till, language)
    language.setParent(made)
    made.desk.sounds.on = False
    with shown(made):
        yield Hand(None, made, qtbot)  # type: ignore[arg-type]


def sign_in(hand: Hand, shop: Shop, role: str) -> None:
    person = next(one for one in shop.till.view.staff if one.role == role)
    hand.window.desk.sign(person)


def test_a_new_stores_manager_makes_prints_and_confirms_the_sheet(
    at_the_till: Hand, shop: Shop, tmp_path: Path
) -> None:
    hand = at_the_till
    sign_in(hand, shop, "manager")
    assert hand.reads("No backups yet: the recovery sheet is missing.")
    hand.press("Make the sheet")
    hand.wait_to_read("This key is shown only now.")
    sheet = hand.only(RecoverySheetSheet)
    made = sheet._sheet
    assert made is not None and hand.reads("  ".join(made.groups[:5]))
    hand.press("Print")
    hand.wait_to_read("No printer stands at the counter.")
    sheet._write_text(str(tmp_path / "sheet.txt"))
    assert (tmp_path / "sheet.txt").read_text(encoding="utf-8") == made.text
    sheet._write_text(str(tmp_path / "none" / "sheet.txt"))
    assert hand.reads("The file could not be written.")
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert hand.sheet() is sheet, "a key that is shown only once does not go by a stray tap"
    line = hand.only(QLineEdit)
    line.setText("QQQQQQ")
    hand.press("I have it")
    hand.wait_to_read("These are not the last 6 characters")
    line.setText(made.secret[-6:].lower())
    hand.press("I have it")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: not hand.work._banner.isVisible())
    assert shop.till.view.recovery.confirmed_at


def test_it_is_offered_once_and_only_to_who_may(at_the_till: Hand, shop: Shop) -> None:
    hand = at_the_till
    sign_in(hand, shop, "cashier")
    assert hand.sheet() is None
    sign_in(hand, shop, "manager")
    hand.press("Later")
    hand.window.lock()
    sign_in(hand, shop, "manager")
    assert hand.sheet() is None
    assert hand.reads("No backups yet")


def test_a_backup_by_button_shows_where_it_lies(at_the_till: Hand, shop: Shop) -> None:
    hand = at_the_till
    make_sheet(shop)
    hand.wait(lambda: bool(hand.window.desk.view.recovery.public))
    sign_in(hand, shop, "manager")
    hand.press("Manage")
    hand.press("Backups")
    hand.press("Back up now")
    assert shop.till.backups
    shop.till.backups.step()
    hand.wait_to_read("2 backups")  # that of the rehearsal, too
    hand.wait_to_read("A restore was rehearsed: all is there")
    assert hand.reads(str(shop.folder / "backups"))
    hand.wait(lambda: hand.button("Back up now").isEnabled())


def test_a_second_disk_is_chosen_and_left_again(at_the_till: Hand, shop: Shop, tmp_path: Path) -> None:
    hand = at_the_till
    make_sheet(shop)
    hand.wait(lambda: bool(hand.window.desk.view.recovery.public))
    sign_in(hand, shop, "manager")
    hand.press("Manage")
    hand.press("Backups")
    hand.press("Change places")
    hand.only(QLineEdit).setText(str(tmp_path / "none"))
    hand.press("Use this folder")
    hand.wait_to_read("This folder cannot be written.")
    (tmp_path / "usb").mkdir()
    hand.only(QLineEdit).setText(str(tmp_path / "usb"))
    hand.press("Use this folder")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait_to_read("Second disk or share")
    hand.press("Change places")
    hand.press("No second place")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: not hand.reads("Second disk or share"))


def test_the_page_of_the_sheet_bears_the_code_and_fits_its_paper(
    shop: Shop, tmp_path: Path, qapp: QApplication
) -> None:
    sheet = make_sheet(shop)
    assert write_page(sheet, str(tmp_path / "sheet.pdf"))
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert not write_page(sheet, str(tmp_path / "none" / "sheet.pdf"))
    image = QImage(640, 970, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw_page(painter, sheet, 640)
    painter.end()
    dark = [y for y in range(970) if any(image.pixelColor(x, y).lightness() < 100 for x in range(0, 640, 3))]
    assert 600 < max(dark) < 900


# ---------------------------------------------------------------- a restore


@pytest.fixture
def restoring(tmp_path: Path) -> Iterator[RestoreWindow]:
    theme = Theme()
    theme.apply()
    made = RestoreWindow(Language("en"), theme, tmp_path / "new")
    with shown(made):
        yield made


def test_a_store_comes_back_by_file_and_sheet(restoring: RestoreWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = restoring
    with backed_up() as (_shop, sheet, file):
        (tmp_path / "sheet.txt").write_text(sheet.text, encoding="utf-8")
        assert not window._next.isEnabled()
        window._file.setText(str(file))
        window._take_sheet(str(tmp_path / "sheet.txt"))
        window._next.click()
        qtbot.waitUntil(lambda: window._pages.currentIndex() == 1)
        assert window._found.text() == "Huajiao House · 2026-11-23 12:01 · 0 paid bills"
        assert window._missing.text() == (
            "This till had joined no server. Everything after 2026-11-23 12:00 will be missing."
        )
        assert not (tmp_path / "new").exists(), "a look writes nothing"
        window._restore.click()
        qtbot.waitUntil(lambda: window._pages.currentIndex() == 2)
    assert (tmp_path / "new" / "store.db").exists()


def test_a_window_that_restores_says_so_and_does_not_close(
    restoring: RestoreWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed over it, the first run would come again, and a new store in the same folder would be lost."""
    window, go_on = restoring, threading.Event()

    def slow(*told: Any) -> Any:
        go_on.wait(20)
        return restore(*told)

    monkeypatch.setattr(restore_screen, "restore", slow)
    ended: list[bool] = []
    window.ended.connect(lambda: ended.append(True))
    with backed_up() as (_shop, sheet, file):
        window._file.setText(str(file))
        window._key.setText(sheet.secret)
        window._next.click()
        assert "is read" in window._said.text() and not window._next.isEnabled()
        qtbot.waitUntil(lambda: window._pages.currentIndex() == 1)
        assert not window._said.isVisible()
        window._restore.click()
        assert "being restored" in window._said.text() and window._said.isVisible()
        assert not window._restore.isEnabled()
        assert not window.close() and window.isVisible() and not ended
        go_on.set()
        qtbot.waitUntil(lambda: window._pages.currentIndex() == 2)
        assert not window._said.isVisible()
    assert window.close() and ended
    assert (tmp_path / "new" / "store.db").exists()


def test_a_window_that_is_closed_over_a_look_leaves_no_trace(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, over = threading.Event(), threading.Event()

    def slow(*told: Any, **named: Any) -> Any:
        go_on.wait(20)
        over.set()
        return look(*told, **named)

    monkeypatch.setattr(restore_screen, "look", slow)

    def hand() -> None:
        (window,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, RestoreWindow))
        window._file.setText(str(tmp_path / "none.age"))
        window._key.setText("AGE-SECRET-KEY-1M37PQPZ84QT5XLAMZNFNX88RR9RG57T65SR8RTKVL40DVRGTPZHQUXE32N")
        window._next.click()
        window.close()

    QTimer.singleShot(100, hand)
    restore_in_window(Language("en"), tmp_path / "new")
    (asking,) = (one for one in threading.enumerate() if one.name == "restore")
    go_on.set()
    asking.join(20)  # a thread that ended with an error would fail this test
    assert over.is_set() and not asking.is_alive()
    assert not (tmp_path / "new").exists()


def test_backup_key_and_folder_are_chosen_in_the_systems_window(
    restoring: RestoreWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "night.age").write_bytes(b"sealed")
    (tmp_path / "sheet.txt").write_text("# of the safe\nAGE-SECRET-KEY-1\n", encoding="utf-8")
    window = restoring

    def choose(browse: Callable[[], None], name: str) -> None:
        browse()
        (dialog,) = window.findChildren(QFileDialog)
        qtbot.waitUntil(dialog.isVisible)
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile(str(tmp_path / name))
        dialog.accept()
        qtbot.waitUntil(lambda: not window.findChildren(QFileDialog))

    choose(window._browse, "night.age")
    choose(window._browse_key, "sheet.txt")
    assert (window._file.text(), window._key.text()) == (str(tmp_path / "night.age"), "AGE-SECRET-KEY-1")
    window._browse_old()
    (dialog,) = window.findChildren(QFileDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(QFileDialog))
    assert window._old.text() == "", "given up, nothing is changed"


def test_what_only_the_old_tills_folder_has_is_told_and_comes_along(
    restoring: RestoreWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = restoring
    with backed_up() as (before, sheet, file):
        before.time.later(minutes=9)
        before.pay("A1")
        window._file.setText(str(file))
        window._key.setText(sheet.secret)
        window._old.setText(str(before.folder))
        window._next.click()
        qtbot.waitUntil(lambda: window._pages.currentIndex() == 1)
        assert window._missing.text() == "Nothing will be missing."
        assert "paid bills: 1 of " in window._said_of[0].text()
        window._restore.click()
        qtbot.waitUntil(lambda: window._pages.currentIndex() == 2)
    after = Shop(tmp_path / "new")
    try:
        assert after.rows(Settlement)
    finally:
        after.close()


def test_a_wrong_key_is_told_where_it_was_typed(
    restoring: RestoreWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = restoring
    with backed_up() as (_shop, _sheet, file):
        window._file.setText(str(file))
        window._key.setText("AGE-SECRET-KEY-1M37PQPZ84QT5XLAMZNFNX88RR9RG57T65SR8RTKVL40DVRGTPZHQUXE32N")
        window._next.click()
        qtbot.waitUntil(lambda: "does not open this backup" in window._said.text())
        assert window._pages.currentIndex() == 0
        window._key.setText("half a key")
        window._next.click()
        qtbot.waitUntil(lambda: "not a whole recovery key" in window._said.text())
    assert not (tmp_path / "new").exists()


def test_from_a_server_the_number_on_the_sheet_is_needed(restoring: RestoreWindow, qtbot: QtBot) -> None:
    window = restoring
    window._kind.choose(1)
    assert window._server_part.isVisible() and not window._file_part.isVisible()
    window._url.setText("http://127.0.0.1:1")
    window._code.setText("ABCD")
    window._key.setText("AGE-SECRET-KEY-1M37PQPZ84QT5XLAMZNFNX88RR9RG57T65SR8RTKVL40DVRGTPZHQUXE32N")
    assert not window._next.isEnabled()
    window._numbers.setText("only two/parts")
    window._numbers.setText("1/2")
    window._next.click()
    qtbot.waitUntil(lambda: "store number" in window._said.text())
    window._numbers.setText("1/2/3")
    window._next.click()
    qtbot.waitUntil(lambda: "cannot be reached" in window._said.text())


def test_whoever_has_a_backup_restores_before_there_is_a_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is as it was found when the restore begins, and the till opens on what came."""
    target = tmp_path / "till"
    with backed_up() as (before, sheet, file):

        def ask(language: Language) -> None:
            raise RestoreWanted

        def restoring(language: Language, folder: Path) -> None:
            assert not folder.exists()
            restore(file, read_key(sheet.text), folder, 7)

        monkeypatch.setattr(till_window, "ask_first_run", ask)
        monkeypatch.setattr(till_window, "restore_in_window", restoring)
        running = opened(target)
        try:
            assert running.till.view.store.names == before.till.view.store.names
            assert running.till.view.tables["A1"].total == before.till.view.tables["A1"].total > 0
            head = running.till._book.incarnation
            assert head != before.parts.book.incarnation, "a restore goes on under a new incarnation"
        finally:
            running.close()


def tap_when_shown(name: str) -> None:
    """Tap a button of the window that tells of a restore which was cut off, as soon as it stands."""

    def hand() -> None:
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, CutOffWindow)]
        if shown and shown[0].isVisible():
            getattr(shown[0], name).click()
        else:
            QTimer.singleShot(20, hand)

    QTimer.singleShot(20, hand)


@pytest.mark.parametrize("tapped", ["again", "new"])
def test_a_restore_that_was_cut_off_goes_on_or_makes_room_as_somebody_says(
    tapped: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    """The computer was switched off when keys and server were there, and the store had no name yet."""
    target, asked = tmp_path / "till", FirstRun("Lotus", "CNY", "Asia/Shanghai", "Ms Tang", "2468")
    with backed_up() as (before, sheet, file):
        key = read_key(sheet.text)
        restore(file, key, target, 7)
        (target / WORK).mkdir()
        (target / FILE).rename(target / WORK / FILE)
        known = KeyBox(target).secrets()["database"]
        monkeypatch.setattr(till_window, "ask_first_run", lambda language: asked)
        monkeypatch.setattr(
            till_window, "restore_in_window", lambda language, folder: restore(file, key, folder, 7)
        )
        tap_when_shown(tapped)
        running = opened(target)
        try:
            same = running.till.view.store.names == before.till.view.store.names
            assert same == (tapped == "again")
            assert (KeyBox(target).secrets()["database"] == known) == (tapped == "again")
            assert not (target / WORK).exists()
        finally:
            running.close()
            qapp.setStyleSheet("")
