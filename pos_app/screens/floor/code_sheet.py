"""The table's code, big enough to scan from the screen, with its address to copy."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from pos_app.language import _
from pos_app.models.link_words import code_away
from pos_app.screens.desk import Desk
from pos_app.screens.sheet_foot import done_foot
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.qr import QrCode
from pos_app.widgets.sheet import Sheet

SIDE = 320


class CodeSheet(Sheet):
    """Shows what a table's printed code holds; of a shared one the code of one ``party``, an opening."""

    def __init__(self, desk: Desk, window: QWidget, table: str, party: str = "") -> None:
        super().__init__(desk.theme, window, QSize(520, 0))
        one = desk.view.openings.get(party)
        name = desk.wording.name(desk.view.place(one.opening) if one else desk.view.floor.label_of(table))
        self._url = desk.till.table_url(table, party)
        detail = (
            _("Only for this party: whoever scans it orders on their bill.")
            if party
            else _("Guests scan it and order from their phone.")
        )
        self.say(_("Code of table {table}").format(table=name), detail)
        self._code = QrCode(SIDE)
        self._code.set_content(self._url)
        self.body.addWidget(self._code, 0, Qt.AlignmentFlag.AlignHCenter)
        line = QHBoxLayout()
        line.setSpacing(10)
        self._line = QLineEdit(self._url)
        self._line.setReadOnly(True)
        self._line.setCursorPosition(0)
        self._copy = Button(desk.theme, "secondary", "", "", 48)
        self._copy.setText(_("Copy"))
        self._copy.clicked.connect(self._to_clipboard)
        line.addWidget(self._line, 1)
        line.addWidget(self._copy)
        self.body.addLayout(line)
        away = code_away(self._url, desk.view, desk.wording)
        self.body.addWidget(wrapped(away or self._reach(), 14, tone="warn" if away else "ink2"))
        done_foot(self)

    def _reach(self) -> str:
        if self._url.startswith("https://"):
            return _("Works on any network.")
        return _("Works for phones on the store's own Wi-Fi.")

    def _to_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(self._url)
        self._copy.setText(_("Copied"))
