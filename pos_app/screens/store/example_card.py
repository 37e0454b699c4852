"""The example bill beside the settings: what is typed is priced at once, by the one price rule."""

from PySide6.QtWidgets import QHBoxLayout

from domain.selling.price import Rules
from pos_app.language import _
from pos_app.models.example_bill import DISHES, example_bill
from pos_app.screens.desk import Desk
from pos_app.screens.selling.totals import Figure, Totals, figures
from pos_app.widgets.labels import Card, label, rule, wrapped
from pos_app.widgets.stepper import Stepper

MOST = 20


class ExampleCard(Card):
    """Follows the rules that are told; `wrong` stands where something cannot be priced."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16, gap=12)
        self._desk, self._rules, self._guests = desk, desk.view.rules, 2
        self._title = label(size=18, bold=True)
        self._about = wrapped(size=14, tone="ink2")
        row = QHBoxLayout()
        self._word, self.guests = label(), Stepper(desk.theme)
        self.guests.stepped.connect(self._step)
        row.addWidget(self._word, 1)
        row.addWidget(self.guests)
        self.totals = Totals(signed=False)
        self._tax = wrapped(size=14, tone="ink2")
        self.wrong = wrapped(tone="danger")
        self.wrong.hide()
        self.body.addWidget(self._title)
        self.body.addWidget(self._about)
        self.body.addLayout(row)
        for below in (rule(), self.totals, self._tax, self.wrong):
            self.body.addWidget(below)
        self.body.addStretch(1)

    def say(self) -> None:
        """Fixed words."""
        self._title.setText(_("For example"))
        self._word.setText(_("Guests"))
        self.tell(self._rules)

    def tell(self, rules: Rules, wrong: str = "") -> None:
        """The bill by these rules; with what is ``wrong`` the last one that could be made stays."""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        if wrong:
            return
        self._rules = rules
        wording, bill = self._desk.wording, example_bill(rules, self._guests)
        self.guests.tell(str(self._guests))
        about = _("{guests}, dishes of {amount}, a portion of it to go, paid in cash")
        self._about.setText(
            about.format(guests=wording.guests(self._guests), amount=wording.money(DISHES, True))
        )
        self.totals.tell(self._figures(rules), _("To pay"), bill.total, wording)
        within = _("Tax of {amount} is within") if rules.tax_inclusive else ""
        self._tax.setText(within.format(amount=wording.money(bill.tax)) if bill.tax and within else "")

    def _figures(self, rules: Rules) -> list[Figure]:
        wording, bill = self._desk.wording, example_bill(rules, self._guests)
        heads = [
            (f"{wording.name(one.names) or '…'} × {self._guests}", one.price * self._guests, "ink2")
            for one in rules.heads
        ]
        dishes, *rest = figures(bill, 0, rules.cover, wording, plain=True)
        return [(dishes[0], DISHES, dishes[2]), *heads, *rest]

    def _step(self, by: int) -> None:
        self._guests = max(1, min(MOST, self._guests + by))
        self.tell(self._rules, self.wrong.text())
        self.guests.tell(str(self._guests))
