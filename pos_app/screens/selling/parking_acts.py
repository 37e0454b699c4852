"""Park and recall 挂单: the unsent round is put aside under a name, and taken up again where it is wanted."""

from dataclasses import replace

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from domain.floor.pickup import label_of
from pos_app.language import _, pgettext
from pos_app.models.parking import LONGEST
from pos_app.screens.acts_sheet import ActLine
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import label, rule, short
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.drafts import Draft
from pos_app.workflows.views import OpeningView

PARK, RECALL = "park", "recall"


class ParkingActs(QObject):
    """Acts on the unsent round of one opening; `changed` when it is another."""

    changed = Signal()

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._screen = desk, screen

    def offered(self, opening: OpeningView) -> list[ActLine]:
        """What is possible now."""
        cart, acts = self._desk.cart(opening.opening.id), list[ActLine]()
        if len(cart) and cart.sending is None:
            acts.append((PARK, "notebook", _("Park what is not sent")))
        if len(self._desk.parked):
            words = _("Take up a parked order ({n})").format(n=len(self._desk.parked))
            acts.append((RECALL, "undo", words))
        return acts

    def do(self, act: str, opening: OpeningView) -> bool:
        """Whether the act was one of these."""
        if act == PARK:
            self._ask_name(opening)
        elif act == RECALL:
            self.show_parked(opening.opening.id)
        return act in (PARK, RECALL)

    def show_parked(self, opening: str) -> None:
        """All that is parked, to be taken up at this opening."""
        sheet = ParkedSheet(self._desk, self._screen.window())
        sheet.picked.connect(lambda key: self._take_up(key, opening))
        sheet.open()

    def _ask_name(self, opening: OpeningView) -> None:
        name = self._desk.wording.name(label_of(self._desk.view.floor, opening.opening))
        sheet = ParkSheet(self._desk, self._screen.window(), name)
        sheet.named.connect(lambda name: self._park(name, opening))
        sheet.open()

    def _park(self, name: str, opening: OpeningView) -> None:
        desk, cart = self._desk, self._desk.cart(opening.opening.id)
        if len(cart) and cart.sending is None:
            to_go = bool(opening.opening.to_go)
            draft = replace(cart.draft(), name=name, at=desk.now, by=desk.by, to_go=to_go)
            desk.parked.park(cart, desk.till.new_id(), draft)
        self.changed.emit()

    def _take_up(self, key: str, opening: str) -> None:
        if self._desk.opening(opening) is not None:
            self._desk.parked.take_up(key, self._desk.cart(opening))
        self.changed.emit()


class ParkSheet(Sheet):
    """Under which name; `named(name)`."""

    named = Signal(str)

    def __init__(self, desk: Desk, window: QWidget, name: str) -> None:
        super().__init__(desk.theme, window, QSize(520, 0))
        self.say(_("Park what is not sent"), _("It stays on this till, also when it is switched off."))
        self.body.addWidget(label(pgettext("parked round", "Name"), 18, True))
        self.line = QLineEdit(name)
        self.line.setMaxLength(LONGEST)
        self.line.setMinimumHeight(48)
        self.line.setAccessibleName(pgettext("parked round", "Name"))
        self.line.returnPressed.connect(self._done)
        self.body.addWidget(self.line)
        self.begins_at = self.line
        cancel = Button(desk.theme, "secondary", "", "Esc", 56)
        cancel.setText(_("Cancel"))
        cancel.clicked.connect(self.cancel)
        park = Button(desk.theme, "primary", "notebook", "Enter", 56)
        park.setText(_("Park"))
        park.clicked.connect(self._done)
        self.foot.addWidget(cancel)
        self.foot.addStretch(1)
        self.foot.addWidget(park)

    def opened(self) -> None:
        self.line.selectAll()

    def _done(self) -> None:
        name = " ".join(self.line.text().split()) or _("Without a name")
        self.finish()
        self.named.emit(name)


class ParkedSheet(Sheet):
    """What is parked, the oldest first; `picked(key)` once. Deleting asks at the row itself."""

    picked = Signal(str)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(720, 560))
        self._desk = desk
        self.foot_line.hide()
        self.foot.setContentsMargins(0, 0, 0, 0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        inside = QWidget()
        inside.setProperty("ground", "none")
        inside.setLayout(self._rows)
        area = Scroll()
        area.setWidget(inside)
        self.body.addWidget(area, 1)
        self._asked = ""
        self._draw()

    def _draw(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        rounds = self._desk.parked.rounds()
        self.say(_("Parked orders"), _("Nothing of them is in the kitchen yet."))
        for key, draft in rounds.items():
            self._rows.addWidget(self._row(key, draft))
            self._rows.addWidget(rule())
        if not rounds:
            empty = EmptyState(self._desk.theme, "notebook")
            empty.tell(_("Nothing is parked."))
            self._rows.addWidget(empty)
        self._rows.addStretch(1)

    def _row(self, key: str, draft: Draft) -> QWidget:
        theme, asked = self._desk.theme, key == self._asked
        row = QWidget()
        row.setProperty("ground", "none")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(short(draft.name, bold=True))
        words.addWidget(short(self._note(draft), tone="ink2"))
        line.addLayout(words, 1)
        drop = Button(theme, "danger" if asked else "quiet", "trash", "", 48)
        drop.setText(_("Delete for good") if asked else _("Delete"))
        drop.clicked.connect(lambda: self._drop(key))
        up = Button(theme, "secondary" if asked else "dark", "undo", "", 48)
        up.setText(_("Keep") if asked else _("Take up"))
        up.clicked.connect(lambda: self._keep() if asked else self._pick(key))
        line.addWidget(drop)
        line.addWidget(up)
        if self.begins_at is self:
            self.begins_at = up  # the oldest: Enter takes it up
        return row

    def _note(self, draft: Draft) -> str:
        desk, wording = self._desk, self._desk.wording
        person = next((one for one in desk.view.staff if one.id == draft.by), None)
        count = sum(max(1, line.quantity // 1000) for line in draft.lines)
        dishes = desk.view.menu.by_id
        names = [wording.name(dishes[line.dish].names) for line in draft.lines if line.dish in dishes]
        who = wording.name(person.name) if person else ""
        told = (wording.clock(draft.at), who, wording.dishes(count), ", ".join(names))
        return " · ".join(filter(None, told))

    def _drop(self, key: str) -> None:
        """The first tap asks, the second does it."""
        if self._asked == key:
            self._desk.parked.drop(key)
            self._asked = ""
        else:
            self._asked = key
        self._draw()

    def _keep(self) -> None:
        self._asked = ""
        self._draw()

    def _pick(self, key: str) -> None:
        self.finish()
        self.picked.emit(key)
