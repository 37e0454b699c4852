"""A page of the store's file is gone: who starts the till says on the screen whether to go on without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_app import window as till_window
from pos_app.database.session import FILE
from pos_app.folder import PAGE, StartError
from pos_app.language import Language
from pos_app.screens.store.damaged_page import DamagedPageWindow
from pos_app.settings import Options
from tests.pos_app.damaged_journal import damage_the_last_fact
from tests.pos_app.shop import FISH, TOFU, Shop
from tests.pos_app.windows import opened


@pytest.fixture
def folder(tmp_path: Path, qapp: QApplication) -> Path:
    """A shop that has sold, and whose last facts cannot be read."""
    shop = Shop(tmp_path / "store")
    for table in ("A1", "A2", "A3", "A4"):
        shop.open(table)
        shop.send(table, TOFU, FISH)
    shop.close()
    damage_the_last_fact(shop.folder)
    return shop.folder


def tap_when_shown(name: str) -> None:
    """Tap a button of the window that asks, as soon as it stands."""

    def hand() -> None:
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, DamagedPageWindow)]
        if shown and shown[0].isVisible():
            getattr(shown[0], name).click()
        else:
            QTimer.singleShot(20, hand)

    QTimer.singleShot(20, hand)


def test_who_goes_on_has_all_that_could_be_read_and_reads_how_much_is_missing(
    folder: Path, qapp: QApplication
) -> None:
    tap_when_shown("again")
    running = opened(folder)
    try:
        running.till.missing.look()
        running.till._writer.submit(running.till.catch_up).result()
        assert running.till.view.missing > 0
        assert "A1" in running.till.view.tables
        assert len(list(folder.glob("store-damaged-*.db"))) == 1
    finally:
        running.close()
        qapp.setStyleSheet("")


def test_who_closes_the_window_has_changed_nothing(folder: Path, qapp: QApplication) -> None:
    before = (folder / FILE).read_bytes()
    tap_when_shown("new")
    try:
        with pytest.raises(StartError) as no:
            till_window._open(Options("run", folder, relay_port=0), Language("en"))
        assert no.value.code == PAGE
        assert (folder / FILE).read_bytes() == before
    finally:
        qapp.setStyleSheet("")
