"""What waits to be uploaded, how the servers stand, and where the keys lie: nothing here needs hurry."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from pos_app.language import _, ngettext
from pos_app.screens.desk import Desk
from pos_app.screens.states import home_link
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import Card, label, wrapped
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.views import LinkView


class WaitingSheet(Sheet):
    """Follows the view while it is open."""

    checked = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(640, 0))
        self._desk = desk
        self._lines: list[_LinkCard] = []
        self._sum = wrapped(bold=True)
        self.body.addWidget(self._sum)
        self._links = QVBoxLayout()
        self._links.setSpacing(10)
        self.body.addLayout(self._links)
        self._keys = wrapped(size=14, tone="warn")
        self.body.addWidget(self._keys)
        self.foot.addStretch(1)
        done = Button(desk.theme, "primary", "", "Esc", 56)
        done.setText(_("Done"))
        done.clicked.connect(self.cancel)
        self.foot.addWidget(done)
        desk.viewed.connect(self._draw)
        self.say(_("Connection"), _("Selling never waits for it."))
        self._draw()

    def _draw(self) -> None:
        view = self._desk.view
        link = home_link(view)
        waiting = link.waiting if link else 0
        words = ngettext(
            "{n} record waits to be uploaded.", "{n} records wait to be uploaded.", waiting
        ).format(n=waiting)
        self._sum.setText(words if waiting else _("All records are uploaded."))
        if link is None:
            self._sum.setText(_("This till keeps its records itself; no server is joined."))
        while len(self._lines) < len(view.links):
            card = _LinkCard(self._desk)
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
    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=14, gap=4)
        self._desk = desk
        head = QHBoxLayout()
        self._name, self._pill = label(bold=True), Chip(desk.theme)
        head.addWidget(self._name, 1)
        head.addWidget(self._pill)
        self.body.addLayout(head)
        self._detail = wrapped(size=14, tone="ink2")
        self.body.addWidget(self._detail)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.body.addWidget(self._bar)

    def tell(self, link: LinkView) -> None:
        """The link now."""
        wording = self._desk.wording
        role = {"home": _("keeps the records"), "relay": _("for guests' phones")}.get(link.role, link.role)
        name = _("This till's own server") if link.name == "own" else link.name
        self._name.setText(f"{name} · {role}")
        if link.online:
            self._pill.show_state("good", "cloud-check", _("Online"))
        else:
            since = _("Offline since {time}").format(time=wording.clock(link.since))
            self._pill.show_state("warn", "cloud-off", since)
        words = [link.url]
        if link.refused:
            words.append(link.refused)
        if link.total:
            words.append(_("{n} of {total} uploaded").format(n=link.sending, total=link.total))
        elif link.waiting:
            words.append(_("{n} waiting").format(n=link.waiting))
        self._detail.setText(" · ".join(words))
        self._bar.setVisible(link.total > 0)
        if link.total > 0:
            self._bar.setRange(0, link.total)
            self._bar.setValue(min(link.sending, link.total))
