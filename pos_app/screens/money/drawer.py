"""The drawer: who has it and since when, what was put in and taken out, and the way to hand it over."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from domain.money.shifts import DROP, IN, OPENED, OUT, CashMove, Shift
from pos_app.language import _
from pos_app.models.day_words import GOING, TO_CONFIRM
from pos_app.models.limit_words import who_agrees
from pos_app.screens.desk import Desk
from pos_app.screens.money.account_acts import AccountActs
from pos_app.screens.money.cash_sheet import CashSheet, move_word
from pos_app.screens.money.confirm_sheet import ConfirmSheet
from pos_app.screens.money.count_sheet import FloatSheet
from pos_app.screens.money.hand_over import BlindCount
from pos_app.screens.money.open_drawer import OpenDrawerSheet
from pos_app.screens.money.relieve_sheet import RelieveSheet
from pos_app.screens.money.sent_back import SentBackSheet, late_charges, to_do, unknown_charges
from pos_app.screens.screen import Screen
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import Card, amount, ground, label, short, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.workflows.approving import Demand

ACTS = ((IN, "plus", "F2"), (OUT, "minus", "F3"), (DROP, "shield", "F4"), (OPENED, "drawer", "F5"))


class DrawerScreen(Screen):
    """What should be in the drawer is nowhere on it: the count is blind."""

    keys = "drawer"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        self._title = label(size=22, bold=True)
        self._back = Button(desk.theme, "quiet", "bill", "F7")
        self._back.clicked.connect(lambda: self.went.emit("bills", ""))
        self.lead_row.addWidget(self._title)
        self.lead_row.addStretch(1)
        self._accounts = Button(desk.theme, "quiet", "notebook", "F6")
        self._accounts.clicked.connect(AccountActs(desk, self).show)
        self._sent = Button(desk.theme, "quiet", "undo", "")
        self._sent.clicked.connect(self._show_going)
        self._confirm = Button(desk.theme, "quiet", "qr", "")
        self._confirm.clicked.connect(self._show_to_confirm)
        for button in (self._confirm, self._sent):
            self.lead_row.addWidget(button)
        self.lead_row.addWidget(self._accounts)
        self.lead_row.addWidget(self._back)
        self._empty = EmptyState(desk.theme, "drawer")
        self._empty.acted.connect(self._open_shift)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._live())
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self._stack)
        self.acts = self._keyed()
        self.start()

    def _live(self) -> QWidget:
        theme, side = self.desk.theme, QWidget()
        row = QHBoxLayout(side)
        self.sides = (row,)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self._moves = _Moves(self.desk)
        row.addWidget(self._moves, 3)
        self._facts = _ShiftCard(self.desk)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self._facts)
        grid = QGridLayout()
        grid.setSpacing(10)
        self._acts: dict[str, Button] = {}
        for place, (kind, icon, key) in enumerate(ACTS):
            button = self._acts[kind] = Button(theme, "secondary", icon, key, 64)
            button.clicked.connect(lambda _=False, kind=kind: self._act(kind))
            grid.addWidget(button, place // 2, place % 2)
        column.addLayout(grid)
        column.addStretch(1)
        self._note = wrapped(size=14, tone="ink2")
        column.addWidget(self._note)
        self._hand = Button(theme, "primary", "transfer", "F9", 64)
        self._hand.clicked.connect(self._hand_over)
        column.addWidget(self._hand)
        row.addLayout(column, 2)
        return side

    # ---------------------------------------------------------------- words and view

    def enter(self, place: str) -> None:
        super().enter(place)
        if show := {GOING: self._show_going, TO_CONFIRM: self._show_to_confirm}.get(place):
            show()

    def say(self) -> None:
        self._title.setText(_("Drawer"))
        self._back.setText(_("Paid bills"))
        self._accounts.setText(_("Accounts"))
        for kind, button in self._acts.items():
            button.setText(_("Open the drawer") if kind == OPENED else move_word(kind))
        self.draw()

    def draw(self) -> None:
        desk, drawer = self.desk, self.desk.view.drawer
        late = (*unknown_charges(desk), *late_charges(desk))
        waiting = sum(one.on_way or one.to_do for one in desk.view.sent_back)
        waiting += sum(not one.over for one in late) + len(to_do(desk))
        self._sent.setText(_("Going back") + (f" ({waiting})" if waiting else ""))
        self._sent.setVisible(bool(desk.view.sent_back or late or to_do(desk)))
        self._confirm.setText(_("To be confirmed ({count})").format(count=len(drawer.to_confirm)))
        self._confirm.setVisible(bool(drawer.to_confirm))
        for button in (self._back, self._accounts):
            button.setEnabled(desk.may("settle"))
        self._stack.setCurrentIndex(int(drawer.shift is not None))
        if drawer.shift is None:
            act = _("Open a shift") if desk.may("settle") else ""
            self._empty.tell(
                _("Nobody has the drawer. Selling goes on without, but nothing is counted."), act
            )
            return
        mine = drawer.shift.by == desk.by
        self._facts.tell(drawer.shift)
        self._moves.tell(drawer.moves, desk.wording.figure(drawer.shift.start))
        for kind, button in self._acts.items():
            button.setEnabled(self._may(kind))
        self._hand.setEnabled(mine or desk.offers("shift_force"))
        self._note.setText(self._hand_words(mine))
        self._hand.setText(
            _("Count and hand over")
            if mine
            else _("End the shift for {name}").format(name=_name(desk, drawer.shift.by))
        )

    # ---------------------------------------------------------------- acts

    def _keyed(self) -> dict[str, Callable[[], object]]:
        """What the keys of shortcuts.py do here, as taps on the buttons would."""
        moves = {kind: lambda kind=kind: self._by_key(kind) for kind in self._acts}
        paid, accounts = self._tap(self._back, "settle"), self._tap(self._accounts, "settle")
        return {**moves, "paid": paid, "accounts": accounts, "hand": self._begin_or_end}

    def _may(self, kind: str) -> bool:
        """Whether the person at the till may move cash so; to open the drawer somebody may agree by PIN."""
        return self.desk.offers("drawer") if kind == OPENED else self.desk.may("settle")

    def _by_key(self, kind: str) -> None:
        button = self._acts[kind]
        if button.isVisible() and (self._may(kind) or self.desk.permits("settle")):
            button.click()

    def _tap(self, button: Button, right: str) -> Callable[[], object]:
        return lambda: button.click() if button.isVisible() and self.desk.permits(right) else None

    def _begin_or_end(self) -> None:
        shift, desk = self.desk.view.drawer.shift, self.desk
        theirs = shift is not None and shift.by != desk.by
        if desk.offers("shift_force") if theirs else desk.permits("settle"):
            (self._open_shift if shift is None else self._hand_over)()

    def _show_going(self) -> None:
        SentBackSheet(self.desk, self.window()).open()

    def _show_to_confirm(self) -> None:
        ConfirmSheet(self.desk, self.window()).open()

    def _open_shift(self) -> None:
        FloatSheet(self.desk, self.window()).open()

    def _act(self, kind: str) -> None:
        if kind == OPENED:
            OpenDrawerSheet(self.desk, self.window()).open()
        else:
            CashSheet(self.desk, self.window(), kind).open()

    def _hand_over(self) -> None:
        shift, desk, window = self.desk.view.drawer.shift, self.desk, self.window()
        if shift is None:
            return
        if shift.by == desk.by:
            BlindCount(desk, window, shift).open()
            return
        sheet = RelieveSheet(desk, window, shift)
        sheet.done.connect(lambda: BlindCount(desk, window, shift).open())
        sheet.open()

    def _hand_words(self, mine: bool) -> str:
        """How the shift ends; of another one's, who has to agree."""
        desk = self.desk
        if mine or desk.may("shift_force"):
            return _("Hand over at any time: open tables and payments stay as they are.")
        return who_agrees(desk.agreeing(Demand("shift_force")), desk.wording)


def _name(desk: Desk, staff_id: str) -> str:
    return desk.wording.name(next((one.name for one in desk.view.staff if one.id == staff_id), {}))


class _ShiftCard(Card):
    """Whose shift it is, since when, with what."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=18, gap=4)
        self._desk = desk
        self._who = short(size=22, bold=True)
        self._since, self._start = label(tone="ink2"), label(tone="ink2")
        for each in (self._who, self._since, self._start):
            self.body.addWidget(each)

    def tell(self, shift: Shift) -> None:
        """The shift now."""
        wording = self._desk.wording
        self._who.setText(_name(self._desk, shift.by))
        self._since.setText(
            _("Shift {n}, since {time}").format(n=shift.number, time=wording.clock(shift.opened_at))
        )
        self._start.setText(_("Float {amount}").format(amount=wording.money(shift.start)))


class _Moves(Card):
    """What was put in and taken out without a sale, latest first."""

    acted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=18, gap=10)
        self._desk = desk
        self._heading = label(size=18, bold=True)
        self.body.addWidget(self._heading)
        inner = QWidget()
        inner.setProperty("ground", "none")
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(10)
        scroll = Scroll()
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)
        self._shown: tuple[object, ...] = ()

    def tell(self, moves: tuple[CashMove, ...], start: str) -> None:
        """These moves, drawn anew only when they differ."""
        self._heading.setText(_("Put in and taken out"))
        shown = (moves, start, self._desk.language.tag)
        if shown == self._shown:
            return
        self._shown = shown
        while item := self._list.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for move in moves:
            self._list.addWidget(_MoveLine(self._desk, move))
        if not moves:
            words = _("Nothing yet. Sales do not stand here.")
            self._list.addWidget(label(words, tone="ink2"))
        self._list.addStretch(1)


class _MoveLine(QWidget):
    """Kind and reason, who and when, how much."""

    def __init__(self, desk: Desk, move: CashMove) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        what = " · ".join(filter(None, (move_word(move.kind), move.reason)))
        words.addWidget(short(what, bold=True))
        words.addWidget(short(f"{desk.wording.clock(move.at)} {_name(desk, move.by)}", 14, tone="ink2"))
        row.addLayout(words, 1)
        if move.amount:
            sign = "+" if move.signed > 0 else "−"
            row.addWidget(amount(f"{sign}{desk.wording.figure(move.amount)}", 18, True))
