"""The first start after an update folds all facts anew, and who stands there reads how far it is."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine

from domain.money.payments import Payment
from pos_app import console, folder
from pos_app.console import HowFar
from pos_app.database import journal, session
from pos_app.database.copying import keep_before
from pos_app.database.state import SqlTables
from pos_app.folder import open_folder
from pos_app.language import Language
from pos_app.screens.store.updating import Updating, UpdatingWindow
from pos_app.settings import Options
from pos_app.workflows import catching_up, rebuilding
from tests.pos_app.shop import TOFU, Shop


@pytest.fixture
def updated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with a paid bill, as a migration leaves it that wants all facts folded anew."""
    shop = Shop(tmp_path / "store")
    shop.open("A1")
    shop.send("A1", TOFU)
    shop.pay("A1")

    def note() -> None:
        with shop.parts.database.transaction() as connection:
            journal.set_local(connection, catching_up.UNKNOWN, sorted(journal.kinds(connection)))

    shop.parts.writer.submit(note).result()
    shop.close()
    monkeypatch.setattr(rebuilding, "SETTLE_EVERY", 1)
    monkeypatch.setattr(folder, "PATIENCE", 0)
    return tmp_path / "store"


class Person:
    """Who looks at the start: the work goes on when she has seen that something is done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen, self.threads = threading.Event(), set[str]()
        self.told: list[tuple[int, int]] = []
        settle = SqlTables.settle
        places: list[int] = []

        def slowly(tables: SqlTables) -> None:
            settle(tables)
            places.append(1)
            if len(places) == 5:  # clear() settles too
                assert self.seen.wait(20)

        monkeypatch.setattr(SqlTables, "settle", slowly)

    def __call__(self, done: int, of: int) -> None:
        self.threads.add(threading.current_thread().name)
        self.told.append((done, of))
        if done >= 3:
            self.seen.set()


def test_a_start_after_an_update_tells_how_far_it_is(updated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person(monkeypatch)
    parts = open_folder(Options("rebuild", updated), progress=person)
    paid = parts.writer.submit(lambda: parts.book.read(lambda tables: tables.where(Payment))).result()
    parts.close()
    assert len(paid) == 1
    assert any(3 <= done < of for done, of in person.told)
    assert person.threads == {threading.current_thread().name}, "a window is drawn by the thread that waits"


def test_a_large_store_that_is_copied_before_its_update_leaves_nobody_before_a_blank_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy takes as long as somebody needs to be told of it."""
    folder = shutil.copytree(Path(__file__).parents[1] / "golden_stores" / "0.1.0", tmp_path / "golden")
    seen, told, copy = threading.Event(), list[tuple[int, int]](), keep_before

    def slow(engine: Engine, into: Path, revision: str) -> None:
        assert seen.wait(20), "it was told before it was done"
        copy(engine, into, revision)

    def progress(done: int, of: int) -> None:
        told.append((done, of))
        seen.set()

    monkeypatch.setattr(session, "keep_before", slow)
    open_folder(Options("rebuild", folder), progress=progress).close()
    assert told[0] == (0, 0)
    assert list(folder.glob("before-*.db"))


def test_the_next_start_has_nothing_to_tell(updated: Path) -> None:
    told: list[tuple[int, int]] = []
    open_folder(Options("rebuild", updated)).close()
    open_folder(Options("rebuild", updated), progress=lambda done, of: told.append((done, of))).close()
    assert told == []


def test_the_screen_says_it_in_words(qtbot: QtBot, qapp: QApplication) -> None:
    updating = Updating(Language("en"))
    updating(0, 0)
    updating(43_000, 120_408)
    (window,) = [one for one in qapp.topLevelWidgets() if isinstance(one, UpdatingWindow)]
    words = " ".join(one.text() for one in window.findChildren(QLabel))
    assert "43,000 of 120,408 entries" in words and "Nothing is lost" in words
    updating.close()
    assert not [one for one in qapp.topLevelWidgets() if isinstance(one, UpdatingWindow)]
    qapp.setStyleSheet("")


def test_the_terminal_says_it_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(console, "EVERY", 3600)
    say = HowFar()
    say(0, 0)
    say(1_000, 120_408)
    say(2_000, 120_408)
    out, said = capsys.readouterr()
    assert (out, said) == ("", "更新后正在整理账目：1,000 / 120,408 条记录\n")
