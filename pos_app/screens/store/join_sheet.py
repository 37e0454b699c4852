"""Joining a server: its address, the one-time code from its owner's page, and what it shall be."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import label, retone, wrapped
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.sheet import Sheet

ROLES = ("joining", "standby")


class JoinSheet(Sheet):
    """Nothing changes for the store until all is there and a person switches."""

    def __init__(self, desk: Desk, window: QWidget, url: str = "") -> None:
        super().__init__(desk.theme, window, QSize(560, 0))
        self._desk = desk
        self.say(_("Join a server"), _("Selling goes on. All records are sent there first, then compared."))
        self._address, self._code = QLineEdit(url), QLineEdit()
        self._address.setPlaceholderText("https://")
        self._address.setReadOnly(bool(url))
        self._code.setPlaceholderText(_("8 letters and digits"))
        for words, field in (
            (_("Address"), self._address),
            (_("Code from the owner's page"), self._code),
        ):
            above = label(words, size=14, bold=True)
            above.setBuddy(field)
            self.body.addWidget(above)
            self.body.addWidget(field)
            field.setMinimumHeight(48)
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            field.textChanged.connect(lambda _text: self._check())
        self._role = SegmentedControl(desk.theme)
        self._role.set_items([(_("It shall keep the records"), ""), (_("As a standby"), "")])
        self._role.setVisible(not url)
        self.body.addWidget(self._role)
        self._why = wrapped(size=14, tone="danger")
        self._why.setMinimumHeight(44)
        self.body.addWidget(self._why)
        leave = Button(desk.theme, "quiet", "", "Esc", 56)
        leave.setText(_("Cancel"))
        leave.clicked.connect(self.cancel)
        self._go = Button(desk.theme, "primary", "", "Enter", 56)
        self._go.clicked.connect(self._join)
        self.foot.addWidget(leave)
        self.foot.addStretch(1)
        self.foot.addWidget(self._go)
        self.begins_at = self._code if self._address.isReadOnly() else self._address
        self._check()

    def typed(self) -> bool:
        return bool(self._code.text())

    def _check(self) -> None:
        url = self._address.text().strip()
        self._go.setEnabled(
            url.startswith(("http://", "https://")) and len(url) > 10 and len(self._code.text()) >= 8
        )
        self._go.setText(_("Join"))
        self._tell(
            "" if self._go.isEnabled() else _("Type the address and the code of 8 characters."), "ink2"
        )

    def _tell(self, words: str, tone: str) -> None:
        retone(self._why, tone)
        self._why.setText(words)

    def _join(self) -> None:
        if not self._go.isEnabled():
            return
        desk, role = self._desk, ROLES[self._role.index()]
        url, code = self._address.text().strip().rstrip("/"), self._code.text().strip()
        self._go.setEnabled(False)
        self._go.setText(_("Joining …"))
        self._tell(_("{url} is asked. This may take a minute; selling goes on.").format(url=url), "ink2")
        asked = desk.till.with_servers(desk.by, lambda servers: servers.join(url, code, role))
        desk.ask(asked, lambda _done: self.finish(), self._refused)

    def _refused(self, words: str) -> None:
        self._check()
        self._tell(words, "danger")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._join()
            return
        super().keyPressEvent(event)
