"""A banquet in the evening: tables from the reserve, added, dropped; and the drinks that come back."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.language import _
from pos_app.screens.acts_sheet import ActLine
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.screens.selling.banquet_sheet import BanquetSheet, stepper_row
from pos_app.screens.selling.drinks_sheet import DrinksSheet, returnable
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import to_void
from pos_app.workflows.views import OpeningView

COOKED = "cooked"


class BanquetActs(QObject):
    """Offers acts on an open table and does them."""

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._screen = desk, screen

    def offered(self, opening: OpeningView) -> list[ActLine]:
        """The acts that make sense now."""
        if opening.settlement is not None:
            return []
        acts: list[ActLine] = [("banquet", "members", _("Banquet"))]
        if returnable(self._desk, opening):
            acts.append(("drinks", "undo", _("Drinks that come back")))
        return acts

    def do(self, act: str, opening: OpeningView) -> bool:
        """Whether the act was one of these."""
        if act not in ("banquet", "drinks"):
            return False
        desk, window = self._desk, self._screen.window()
        if act == "drinks":
            sheet: Sheet = DrinksSheet(desk, window, opening.opening.id)
        elif opening.banquet is not None:
            sheet = TablesSheet(desk, window, opening.opening.id)
        else:
            sheet = BanquetSheet(desk, window, opening.opening.id)
        sheet.closed.connect(self._screen.setFocus)
        sheet.open()
        return True


class TablesSheet(Sheet):
    """How many tables there are, and one more or fewer by one tap."""

    def __init__(self, desk: Desk, window: QWidget, opening: str) -> None:
        super().__init__(desk.theme, window, QSize(640, 0))
        self._desk, self._opening, self._busy = desk, opening, False
        self._count = label("", 28, True)
        self.body.addWidget(self._count)
        self._amount = label("", 18, tone="ink2")
        self.body.addWidget(self._amount)
        self.spare = Stepper(desk.theme, 48)
        self.spare.stepped.connect(self._step_spare)
        self.body.addLayout(stepper_row(_("In reserve"), self.spare))
        row = QHBoxLayout()
        row.setSpacing(10)
        self.open_one = self._button("flame", _("Open one from reserve"), self._open_one)
        self.add_one = self._button("plus", _("Add a table"), self._add_one)
        self.drop = self._button("minus", _("Fewer tables"), self._drop)
        for each in (self.open_one, self.add_one):
            row.addWidget(each, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.drop)
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self.foot_line.hide()
        self.foot.setContentsMargins(0, 0, 0, 0)
        desk.viewed.connect(self._tell)
        self._tell()

    def _button(self, icon: str, words: str, act: Any) -> Button:
        made = Button(self.theme, "secondary", icon, "", 56)
        made.setText(words)
        made.clicked.connect(lambda: act())
        return made

    def _tell(self) -> None:
        view = self._desk.opening(self._opening)
        if view is None or view.banquet is None:
            return
        banquet, wording = view.banquet, self._desk.wording
        self.say(wording.name(banquet.names) or _("Banquet"), self._desk.place(view.opening))
        self._count.setText(_("Tables: {n}").format(n=banquet.tables))
        self._amount.setText(_("The bill comes to {amount}").format(amount=wording.money(view.bill.total)))
        self.spare.tell(str(banquet.reserve))
        self.spare.less.setEnabled(banquet.reserve > 0 and not self._busy)
        self.open_one.setEnabled(banquet.reserve > 0 and not self._busy)
        self.add_one.setEnabled(not self._busy)
        self.drop.setEnabled(banquet.tables > 1 and not self._busy)

    def _step_spare(self, by: int) -> None:
        view = self._desk.opening(self._opening)
        if view is not None and view.banquet is not None:
            spare = max(0, view.banquet.reserve + by)
            self._ask(self._desk.till.banquets.reserve(self._opening, spare, self._desk.by))

    def _open_one(self) -> None:
        self._more(True)

    def _add_one(self) -> None:
        self._more(False)

    def _more(self, from_spare: bool) -> None:
        desk = self._desk
        self._ask(desk.till.banquets.more(self._opening, 1, from_spare, desk.by, desk.till.new_id()))

    def _drop(self) -> None:
        desk, window, opening = self._desk, self.window(), self._opening
        self.finish()
        FewerTablesSheet(desk, window, opening).open()

    def _ask(self, future: Future[None]) -> None:
        self._busy = True
        self._no.hide()
        self._tell()
        self._desk.ask(future, self._free, self._refused)

    def _free(self, _done: object) -> None:
        self._busy = False
        self._tell()

    def _refused(self, words: str) -> None:
        self._no.setText(words)
        self._no.show()
        self._free(None)


class FewerTablesSheet(ReasonedSheet):
    """减桌: how many, whether it was cooked, and why."""

    def __init__(self, desk: Desk, window: QWidget, opening: str) -> None:
        super().__init__(desk, window, "void", QSize(760, 0))
        self._opening, self._count = opening, 1
        self.say(_("Fewer tables"), _("The kitchen gets one slip of what it is not to cook."))
        self.steps = Stepper(desk.theme, 48)
        self.steps.stepped.connect(self._step)
        row = QHBoxLayout()
        row.addWidget(label(_("How many tables fewer?"), 18, True), 1)
        row.addWidget(self.steps)
        self.form.addLayout(row)
        self.made = ChoiceGrid(desk.theme, 2, 1, 1)
        self.made.add("", _("Not cooked: back to stock"))
        self.made.add(COOKED, _("Cooked: waste"))
        self.made.choose("")
        self.form.addWidget(self.made)
        self.add_reasons(self.form)
        self.tell()

    def demand(self) -> Demand:
        return to_void(self._amount())

    def words(self) -> str:
        self.steps.tell(str(self._count))
        amount = self.desk.wording.money(self._amount())
        return _("Drop {n}, {amount} less").format(n=self._count, amount=amount)

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        verb, cooked = self.desk.till.banquets.fewer, COOKED in self.made.chosen()
        return verb(self._opening, self._count, cooked, reason, self.desk.by, self.act, approver)

    def _step(self, by: int) -> None:
        view = self.desk.opening(self._opening)
        most = view.banquet.tables - 1 if view and view.banquet else 1
        self._count = min(most, max(1, self._count + by))
        self.tell()

    def _amount(self) -> int:
        """What the tables come to, before anything that is agreed on single lines."""
        view = self.desk.opening(self._opening)
        if view is None or view.banquet is None:
            return 0
        lines = [line for order in view.orders if order.id == view.banquet.id for line in order.lines]
        tables = max(1, view.banquet.tables)
        return sum(line.charged for line in lines) * self._count // tables
