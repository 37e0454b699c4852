"""A store comes back from a backup: which one and by which key, a look, and only then the restore."""

import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QEventLoop, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import delete

from domain.errors import Refused, _m
from pos_app.language import Language, _
from pos_app.models.wording import Wording
from pos_app.screens.on_screen import open_on_screen
from pos_app.screens.store.lone_card import lone_card
from pos_app.screens.store.restore_words import found_words, own_server_words
from pos_app.widgets.buttons import Button
from pos_app.widgets.file_window import ask_file
from pos_app.widgets.focus import FocusRing
from pos_app.widgets.labels import Card, label, retone, wrapped
from pos_app.widgets.rail import Seal
from pos_app.widgets.scrolling import scrolled
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.theme import Theme
from pos_app.workflows.backup_file import read_key
from pos_app.workflows.backup_places import ENDING
from pos_app.workflows.own_words import LOST
from pos_app.workflows.recovery import numbers_in, typed_numbers
from pos_app.workflows.restore_words import lines_of
from pos_app.workflows.restoring import (
    Fetched,
    Look,
    Restored,
    check_folder,
    fetch,
    left_behind,
    look,
    restore,
)

RESTORING = _m("The store is being restored. Leave this computer on; a large store takes a minute …")


class RestoreWindow(QWidget):
    """`ended` when the store is back or nobody wants it any more. Works beside the drawing thread."""

    ended = Signal()
    _answered = Signal(object, object)

    def __init__(self, language: Language, theme: Theme, folder: Path) -> None:
        super().__init__()
        self._language, self._theme, self._folder = language, theme, folder
        self._scratch = tempfile.TemporaryDirectory(prefix="mashang-restore-")
        self._look: Look | None = None
        self._fetched: Fetched | None = None
        self._writing = False
        self._key_made = Ed25519PrivateKey.generate()  # so one who restores once more needs no other code
        self._typing: QWidget | None = None
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self.setWindowTitle(_("Mashang"))
        card = lone_card(self, 12, margin=24)
        self._build_head(card)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._source_page())
        self._pages.addWidget(self._look_page())
        self._pages.addWidget(self._done_page())
        card.body.addWidget(self._pages)
        self._said = wrapped(size=16, tone="danger")
        self._said.hide()
        card.body.addWidget(self._said)
        self._ring = FocusRing(self, theme)
        self._choose_kind(0)
        self._check()

    # ---------------------------------------------------------------- parts

    def _build_head(self, card: Card) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(Seal(self._theme, 56))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(_("Restore from a backup"), 22, bold=True))
        self._promise = wrapped(_("Nothing is written before you have seen what comes back."), tone="ink2")
        words.addWidget(self._promise)
        head.addLayout(words, 1)
        card.body.addLayout(head)
        card.body.addSpacing(8)

    def _source_page(self) -> QWidget:
        page, column = _page(6)
        self._kind = SegmentedControl(self._theme)
        self._kind.set_items([(_("From a file"), ""), (_("From the server"), "")])
        self._kind.chosen.connect(self._choose_kind)
        column.addWidget(self._kind)
        lines = (QLineEdit() for _place in range(6))
        self._file, self._url, self._code, self._numbers, self._key, self._old = lines
        self._file_part = self._field(
            _("Backup"), self._file, _("a file whose name ends in .age"), self._browse
        )
        self._server_part, server = _page(6)
        for words, line, hint in (
            (_("Server"), self._url, "https://"),
            (_("One-time code"), self._code, _("from the owner's page")),
            (_("Store number"), self._numbers, _("the three lines at the foot of the sheet")),
        ):
            server.addWidget(self._field(words, line, hint))
        column.addWidget(self._file_part)
        column.addWidget(self._server_part)
        hint = _("from the recovery sheet: type it, scan it, or open its file")
        column.addWidget(self._field(_("Recovery key"), self._key, hint, self._browse_key))
        hint = _("if it is still on this computer: what only it has comes along")
        column.addWidget(self._field(_("The old till's folder"), self._old, hint, self._browse_old))
        self._old.setText(str(left_behind(self._folder) or ""))
        column.addSpacing(8)
        self._next = self._foot(column, _("See what comes back"), self._ask_look, self.close)
        for line in (self._file, self._url, self._code, self._numbers, self._key):
            line.textChanged.connect(self._check)
        return page

    def _look_page(self) -> QWidget:
        page, column = _page()
        self._found, self._missing = wrapped(size=18, bold=True), wrapped(bold=True)
        column.addWidget(self._found)
        column.addWidget(self._missing)
        scroll, self._lines = scrolled()
        self._lines.addStretch(1)
        self._said_of: list[QLabel] = []
        column.addWidget(scroll, 1)
        self._restore = self._foot(column, _("Restore"), self._ask_restore, lambda: self._turn(0))
        return page

    def _done_page(self) -> QWidget:
        page, column = _page()
        column.addWidget(wrapped(_("The store is back."), 18, bold=True))
        column.addWidget(
            wrapped(
                _("What a server still has comes by itself after the start. Open tickets wait for people.")
            )
        )
        self._lost = wrapped(_(LOST), tone="danger")
        self._lost.hide()
        column.addWidget(self._lost)
        column.addStretch(1)
        start = Button(self._theme, "primary", "tick", "Enter", 64)
        start.setText(_("Open the till"))
        start.clicked.connect(self.close)
        column.addWidget(start)
        return page

    def _foot(
        self, column: QVBoxLayout, words: str, act: Callable[[], None], back: Callable[[], object]
    ) -> Button:
        foot = QHBoxLayout()
        foot.setSpacing(14)
        other = Button(self._theme, "secondary", "", "", 64)
        other.setText(_("Back"))
        other.clicked.connect(back)
        button = Button(self._theme, "primary", "", "Enter", 64)
        button.setText(words)
        button.clicked.connect(act)
        foot.addWidget(other)
        foot.addWidget(button, 1)
        column.addLayout(foot)
        return button

    def _field(
        self, words: str, line: QLineEdit, hint: str, browse: Callable[[], None] | None = None
    ) -> QWidget:
        part, column = _page(4)
        column.addWidget(label(words, 14, bold=True))
        row = QHBoxLayout()
        row.setSpacing(10)
        line.setPlaceholderText(hint)
        line.setMinimumHeight(48)
        row.addWidget(line, 1)
        if browse is not None:
            button = Button(self._theme, "secondary", "search")
            button.setText(_("Choose …"))
            button.clicked.connect(browse)
            row.addWidget(button)
        column.addLayout(row)
        return part

    # ---------------------------------------------------------------- what is shown

    def _choose_kind(self, index: int) -> None:
        self._file_part.setVisible(index == 0)
        self._server_part.setVisible(index == 1)
        self._check()

    def _check(self) -> None:
        server = self._kind.index() == 1
        needed = (self._url, self._code, self._numbers) if server else (self._file,)
        self._next.setEnabled(all(line.text().strip() for line in (*needed, self._key)))

    def _turn(self, page: int) -> None:
        self._said.hide()
        self._promise.show()
        self._pages.setCurrentIndex(page)

    def _browse(self) -> None:
        ask_file(self, _("Backup"), self._file.setText, begin=self._file.text(), kinds=f"*{ENDING};;*")

    def _browse_key(self) -> None:
        ask_file(self, _("Recovery key"), self._take_sheet)

    def _browse_old(self) -> None:
        folder = QFileDialog.FileMode.Directory
        ask_file(self, _("The old till's folder"), self._old.setText, folder, self._old.text())

    def _take_sheet(self, path: str) -> None:
        """The sheet saved as a file: the key, and the store's number."""
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, ValueError):
            self._refuse(Refused("restore_no_key_file", file=path))
            return
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        self._key.setText("".join(lines))
        numbers = numbers_in(text)
        if numbers is not None:
            self._numbers.setText(f"{numbers.brand}/{numbers.store}/{numbers.device}")

    # ---------------------------------------------------------------- acts

    def _ask_look(self) -> None:
        server = self._kind.index() == 1
        file, url = Path(self._file.text().strip()), self._url.text().strip().rstrip("/")
        code, numbers, typed = self._code.text().strip(), self._numbers.text(), self._key.text()
        old = Path(self._old.text().strip()) if self._old.text().strip() else None

        def work() -> tuple[Look, Fetched | None]:
            check_folder(self._folder)
            key = read_key(typed)
            if not server:
                return look(file, key, old=old), None
            where = Path(self._scratch.name)
            fetched = fetch(url, code, typed_numbers(numbers), where, made=self._key_made)
            return look(fetched.file, key, url, fetched, old=old), fetched

        doing = _("The backup is read, and the servers that the till knew are asked …")
        self._beside(doing, work, self._show_look)

    def _show_look(self, answer: tuple[Look, Fetched | None]) -> None:
        self._look, self._fetched = answer
        head = self._look.head
        wording = Wording(self._language.tag, "CNY", head.zone)
        self._found.setText(found_words(head, wording))
        *details, verdict = lines_of(self._look, _)
        self._missing.setText(verdict.text)
        retone(self._missing, verdict.tone or "ink")
        for before in self._said_of:
            before.deleteLater()
        own = wrapped(own_server_words(head, wording), 14, tone="ink2")
        self._said_of = [*(wrapped(one.text, 14, tone=one.tone or "ink2") for one in details), own]
        for place, one in enumerate(self._said_of):
            self._lines.insertWidget(place, one)
        self._turn(1)

    def _ask_restore(self) -> None:
        seen, typed = self._look, self._key.text()
        assert seen is not None

        def work() -> Restored:
            beyond = seen.beyond
            return restore(
                seen.file, read_key(typed), self._folder, beyond.missing, self._fetched, beyond.bring
            )

        self._writing = True
        self._beside(_(RESTORING), work, self._show_done)

    def _show_done(self, done: Restored) -> None:
        self._lost.setVisible(bool(done.head.own_size) and not done.own_server)
        self._turn(2)

    def _beside(self, doing: str, work: Callable[[], object], then: Callable[..., None]) -> None:
        """Do it on another thread and say so; nothing can be tapped until it is over."""
        self._say(doing, "ink2")
        self._typing = self.focusWidget()
        self._pages.setEnabled(False)

        def run() -> None:
            try:
                result: object = work()
            except Exception as error:
                result = error
            with suppress(RuntimeError):  # the window was closed over a look
                self._answered.emit(then, result)

        threading.Thread(target=run, name="restore", daemon=True).start()

    def _answer(self, then: Callable[..., None], result: object) -> None:
        self._writing = False
        self._pages.setEnabled(True)
        if self._typing is not None:
            self._typing.setFocus()
        if isinstance(result, Exception):
            self._refuse(result)
        else:
            self._turn(self._pages.currentIndex())
            then(result)

    def _refuse(self, error: Exception) -> None:
        no = error if isinstance(error, Refused) else Refused("restore_damaged")
        self._say(no.text(_, self._language.tag), "danger")

    def _say(self, words: str, tone: str) -> None:
        retone(self._said, tone)
        self._said.setText(words)
        self._said.show()
        self._promise.hide()  # room for what is said now

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while the store is written: a till that was founded meanwhile would lose what it sold."""
        if self._writing:
            event.ignore()
            return
        self.ended.emit()
        self._scratch.cleanup()
        super().closeEvent(event)


def _page(gap: int = 10) -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(gap)
    return page, column


def restore_in_window(language: Language, folder: Path) -> None:
    """Show the window and wait until the store is back, or nobody wants it."""
    theme, loop = Theme(), QEventLoop()
    theme.set_language(language.tag)
    theme.apply()
    window = RestoreWindow(language, theme, folder)
    theme.setParent(window)
    window.ended.connect(loop.quit)
    open_on_screen(window)
    loop.exec()
    window.close()
    delete(window)
