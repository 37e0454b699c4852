"""What waits to be uploaded, how the servers stand, and where the keys lie: nothing here needs hurry."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from pos_app.language import _
from pos_app.models.link_words import (
    Stopped,
    link_name,
    progress_words,
    role_word,
    stopped,
    waiting_words,
)
from pos_app.screens.desk import Desk
from pos_app.screens.pills import home_link
from pos_app.screens.sheet_foot import done_foot
from pos_app.screens.store.join_sheet import JoinSheet
from pos_app.sync.client import OTHER_KEY
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import Card, wrapped
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.joining import EQUAL
from pos_app.workflows.views import LinkView

if TYPE_CHECKING:
    from pos_app.workflows.till import ServersPort

JOINS_AGAIN = frozenset({"second_till", "replaced", "revoked", "signature", OTHER_KEY})  # a new code helps


class WaitingSheet(Sheet):
    """Follows the view while it is open."""

    checked = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(680, 0))
        self._desk, self._above = desk, window
        self._lines: list[_LinkCard] = []
        self._sum = wrapped(bold=True)
        self.body.addWidget(self._sum)
        self._links = QVBoxLayout()
        self._links.setSpacing(10)
        self.body.addLayout(self._links)
        self._keys = wrapped(size=14, tone="warn")
        self.body.addWidget(self._keys)
        self._join = Button(desk.theme, "secondary", "plus", "", 56)
        self._join.setText(_("Join a server"))
        self._join.clicked.connect(lambda: self.join())
        self._join.setVisible(desk.may("settings"))
        self.foot.addWidget(self._join)
        done_foot(self)
        desk.viewed.connect(self._draw)
        self.say(_("Connection"), _("Selling never waits for it."))
        self._draw()

    def join(self, url: str = "") -> None:
        """Ask for a server and its code; ``url``: join that one again."""
        desk, above = self._desk, self._above
        self.finish()
        JoinSheet(desk, above, url).open()

    def _draw(self) -> None:
        view = self._desk.view
        self._sum.setText(waiting_words(home_link(view)))
        while len(self._lines) < len(view.links):
            card = _LinkCard(self._desk, self)
            self._lines.append(card)
            self._links.addWidget(card)
        for place, card in enumerate(self._lines):
            card.setVisible(place < len(view.links))
            if place < len(view.links):
                card.tell(view.links[place])
        self._keys.setVisible(view.keys_in_file)
        self._keys.setText(
            _("This computer has no key store: the data's key lies in a file that only its owner can read.")
        )


class _LinkCard(Card):
    """One server: its state, its progress, and what a manager may do with it."""

    def __init__(self, desk: Desk, sheet: WaitingSheet) -> None:
        super().__init__(margin=14, gap=4)
        self._desk, self._sheet, self._link = desk, sheet, LinkView("", "", "")
        self._asking = False
        head = QHBoxLayout()
        self._name, self._pill = wrapped(bold=True), Chip(desk.theme)
        head.addWidget(self._name, 1)
        head.addWidget(self._pill)
        self.body.addLayout(head)
        self._detail = wrapped(size=14, tone="ink2")
        self.body.addWidget(self._detail)
        self._trouble = wrapped(bold=True, tone="danger")
        self.body.addWidget(self._trouble)
        self._advice, self._instead = wrapped(), wrapped(size=14, tone="ink2")
        self.body.addWidget(self._advice)
        self.body.addWidget(self._instead)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.body.addWidget(self._bar)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.setContentsMargins(0, 8, 0, 0)
        self._again = self._act(acts, "secondary", _("Join with a new code"), self._join_again)
        self._home = self._act(acts, "primary", _("Keep the records there from now on"), self._make_home)
        self._leave = self._act(acts, "quiet", _("Leave this server"), self._go)
        acts.addStretch(1)
        self.body.addLayout(acts)

    def _act(self, row: QHBoxLayout, kind: str, words: str, does: object) -> Button:
        made = Button(self._desk.theme, kind, "", "", 56)
        made.setText(words)
        made.clicked.connect(does)
        row.addWidget(made)
        return made

    def tell(self, link: LinkView) -> None:
        """The link now."""
        self._link = link
        wording = self._desk.wording
        self._name.setText(f"{link_name(link)} · {role_word(link)}")
        if link.online:
            self._pill.show_state("good", "cloud-check", _("Online"))
        elif link.refused:
            since = _("Takes nothing since {time}").format(time=wording.clock(link.since))
            self._pill.show_state("bad", "cloud-off", since)
        else:
            since = _("Offline since {time}").format(time=wording.clock(link.since))
            self._pill.show_state("warn", "cloud-off", since)
        self._detail.setText(" · ".join(filter(None, (link.url, progress_words(link)))))
        said = stopped(link) or Stopped(link.refused, "")
        for made, words in (
            (self._trouble, said.what),
            (self._advice, said.advice),
            (self._instead, said.instead),
        ):
            made.setText(words)
            made.setVisible(bool(words))
        self._bar.setVisible(link.total > 0)
        if link.total > 0:
            self._bar.setRange(0, link.total)
            self._bar.setValue(min(link.sending, link.total))
        manages, other = self._desk.may("settings"), link.name != "own"
        self._again.setVisible(manages and other and link.refused in JOINS_AGAIN)
        self._home.setVisible(manages and link.role in ("joining", "standby") and not link.waiting)
        self._home.setEnabled(not self._asking and (link.role == "standby" or link.totals == EQUAL))
        self._leave.setVisible(manages and other)
        for button in (self._again, self._leave):
            button.setEnabled(not self._asking)

    def _join_again(self) -> None:
        self._sheet.join(self._link.url)

    def _make_home(self) -> None:
        url = self._link.url
        self._ask(self._home, lambda servers: servers.switch(url))

    def _go(self) -> None:
        url = self._link.url
        self._ask(self._leave, lambda servers: servers.leave(url))

    def _ask(self, button: Button, work: "Callable[[ServersPort], None]") -> None:
        """Seconds may pass until a server has answered: the button says so, and nobody asks twice."""
        desk, words = self._desk, button.text()

        def answered(no: str = "") -> None:
            self._asking = False
            if isValid(button):
                button.setText(words)
                self.tell(self._link)
            if no:
                desk.refused.emit(no)

        self._asking = True
        button.setText(_("Being asked …"))
        self.tell(self._link)
        desk.ask(desk.till.with_servers(desk.by, work), lambda _done: answered(), answered)
