"""The owner gets the only key that opens backups, on screen, paper or file; and shows that they have it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from domain.record.recovery import LAST
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.store.recovery_page import write_page
from pos_app.widgets.buttons import Button
from pos_app.widgets.file_window import ask_file
from pos_app.widgets.labels import label, retone, wrapped
from pos_app.widgets.qr import QrCode
from pos_app.widgets.sheet import Sheet
from printers.slips.recovery_sheet import RecoverySheet

IN_A_ROW = 5  # groups of the key


class RecoverySheetSheet(Sheet):
    """Explains, makes a key, shows it once, and takes its last characters."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(760, 0))
        self._desk = desk
        self._sheet: RecoverySheet | None = None
        self._why = wrapped()
        self.body.addWidget(self._why)
        self._key = self._key_part()
        self.body.addWidget(self._key)
        self._confirm = self._confirm_part()
        self.body.addWidget(self._confirm)
        self._said = wrapped(size=14, tone="ink2")
        self.body.addWidget(self._said)
        self._later = Button(desk.theme, "secondary", "", "", 56)
        self._later.setText(_("Later"))
        self._later.clicked.connect(self.cancel)
        self.foot.addWidget(self._later)
        self.foot.addStretch(1)
        self._make = Button(desk.theme, "primary", "key", "", 56)
        self._make.clicked.connect(self._make_key)
        self._done = Button(desk.theme, "primary", "tick", "Enter", 56)
        self._done.setText(_("I have it"))
        self._done.clicked.connect(self._check)
        for button in (self._make, self._done):
            self.foot.addWidget(button)
        self._show()

    # ---------------------------------------------------------------- parts

    def _key_part(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        self._code = QrCode(200)
        row.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(8)
        self._letters = wrapped(size=18, bold=True)
        self._letters.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._letters)
        column.addWidget(
            wrapped(_("Print it or save it, and keep it away from this computer."), 14, tone="ink2")
        )
        column.addStretch(1)
        acts = QHBoxLayout()
        acts.setSpacing(10)
        for words, icon, act in (
            (_("Print"), "printer", self._print),
            (_("Save PDF"), "download", self._save_page),
            (_("Save text"), "note", self._save_text),
        ):
            button = Button(self._desk.theme, "secondary", icon)
            button.setText(words)
            button.clicked.connect(act)
            acts.addWidget(button)
        acts.addStretch(1)
        column.addLayout(acts)
        row.addLayout(column, 1)
        return part

    def _confirm_part(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(label(_("The key's last {n} characters").format(n=LAST), bold=True))
        self._last = QLineEdit()
        self._last.setMinimumHeight(48)
        self._last.setMaximumWidth(220)
        self._last.returnPressed.connect(self._check)
        self._last.textChanged.connect(lambda words: self._done.setEnabled(len(words.strip()) >= LAST))
        row.addWidget(self._last)
        row.addStretch(1)
        return part

    # ---------------------------------------------------------------- what is shown

    def _show(self) -> None:
        key, sheet = self._desk.view.recovery, self._sheet
        made = bool(key.public)
        waits = (made and not key.confirmed_at) or sheet is not None
        self._key.setVisible(sheet is not None)
        self._confirm.setVisible(waits)
        self._done.setVisible(waits)
        self._done.setEnabled(False)
        self._make.setVisible(sheet is None)
        self._make.set_kind("secondary" if made else "primary")
        self._make.setText(_("Make a new key") if made else _("Make the sheet"))
        self._said.setVisible(False)
        if sheet is not None:
            self._code.set_content(sheet.secret)
            groups = sheet.groups
            rows = [groups[at : at + IN_A_ROW] for at in range(0, len(groups), IN_A_ROW)]
            self._letters.setText("\n".join("  ".join(row) for row in rows))
            self.say(_("Recovery sheet"), _("This key is shown only now. Nobody can make it again."))
        else:
            self.say(_("Recovery sheet"), "" if made else _("Two minutes that save the store."))
        self._why.setText(_why(made, waits, sheet is not None))
        self._cover()
        if waits:
            self._last.setFocus()

    def typed(self) -> bool:
        return self._sheet is not None  # a tap beside it must not lose the key

    # ---------------------------------------------------------------- acts

    def _make_key(self) -> None:
        self._desk.ask(self._desk.till.make_recovery_key(self._desk.by), self._take, self._tell_no)

    def _take(self, sheet: RecoverySheet) -> None:
        self._sheet = sheet
        self._last.clear()
        self._show()

    def _check(self) -> None:
        if len(self._last.text().strip()) < LAST:
            return
        future = self._desk.till.confirm_recovery_key(self._last.text(), self._desk.by)
        self._desk.ask(future, lambda _none: self._confirmed(), self._tell_no)

    def _confirmed(self) -> None:
        self._desk.till.backup_now("sheet")
        self.finish()

    def _print(self) -> None:
        if self._sheet is not None:
            future = self._desk.till.print_recovery_sheet(self._sheet)
            self._desk.ask(
                future, lambda _none: self._tell(_("It is printed at the counter.")), self._tell_no
            )

    def _save_page(self) -> None:
        self._ask_where(".pdf", self._write_page)

    def _save_text(self) -> None:
        self._ask_where(".txt", self._write_text)

    def _ask_where(self, ending: str, write: Callable[[str], None]) -> None:
        new = QFileDialog.FileMode.AnyFile
        ask_file(self, _("Recovery sheet"), write, new, f"recovery-sheet{ending}", ending=ending)

    def _write_page(self, path: str) -> None:
        if self._sheet is not None and write_page(self._sheet, path):
            self._tell(_("Saved as {file}.").format(file=path))
        else:
            self._tell_no(_("The file could not be written. Choose another folder."))

    def _write_text(self, path: str) -> None:
        try:
            assert self._sheet is not None
            Path(path).write_text(self._sheet.text, encoding="utf-8")
        except OSError:
            self._tell_no(_("The file could not be written. Choose another folder."))
        else:
            self._tell(_("Saved as {file}.").format(file=path))

    def _tell(self, words: str, tone: str = "ink2") -> None:
        retone(self._said, tone)
        self._said.setText(words)
        self._said.show()
        self._cover()

    def _tell_no(self, words: str) -> None:
        self._tell(words, "danger")


def _why(made: bool, waits: bool, shown: bool) -> str:
    """What this is about, by how far the owner has got."""
    if shown:
        return _("Backups can be opened with this key only. Whoever has it can read them all.")
    if not made:
        return _(
            "Backups are closed with a key that only you hold: this computer cannot open them. The sheet"
            " bears that key. Print it, keep it at home, and backups begin."
        )
    if waits:
        return _(
            "If you have the sheet, type the end of its key. If it is lost, make a new key: later backups"
            " need the new sheet, earlier ones still the old one."
        )
    return _(
        "The sheet was confirmed. If it is lost or somebody else has seen it, make a new key: later backups"
        " need the new sheet, earlier ones still the old one."
    )
