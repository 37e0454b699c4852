"""A discount on a line or on the whole bill: percent or amount, or nothing is charged at all."""

from concurrent.futures import Future

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.money.discounts import NO_DISCOUNT, Discount, share_together
from pos_app.language import _, pgettext
from pos_app.models.order_rows import line_title
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.reasoned_sheet import ReasonedSheet, columns
from pos_app.screens.money.tender_pad import AmountBox
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.pads import BACK, NumberPad
from pos_app.widgets.segments import SegmentedControl
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.bill_slips import FREE_WORDS
from pos_app.workflows.demands import to_discount, to_discount_bill, to_free
from pos_app.workflows.views import LineView, OpeningView

QUICK = (5, 10, 12, 15, 20, 30)  # percent
HUNDRED = 100
MOST_SPARED = 3  # dishes named


def percent_words(percent: int, language: str) -> str:
    """What is taken off, "Less 10%"; in Chinese what is left of ten, 9 折."""
    if language.startswith("zh"):
        return _("{tenths} tenths left").format(tenths=f"{(HUNDRED - percent) / 10:g}")
    return _("Less {percent}%").format(percent=percent)


class DiscountSheet(ReasonedSheet):
    """On ``line``, else on the whole bill of ``opening``."""

    def __init__(
        self, desk: Desk, window: QWidget, opening: OpeningView, line: LineView | None = None
    ) -> None:
        super().__init__(desk, window, "discount", QSize(860, 0))
        self._opening, self._line = opening, line
        parts = opening.unpaid_parts
        whole = sum(one.subtotal - one.given - one.promoted for one in parts)
        self._spared = [] if line else [one for one in self._lines() if one.full_price and one.charged]
        rest = whole - sum(one.charged for one in self._spared)
        self._whole, self._base = whole, line.amount - line.gift if line else rest
        self._money = MoneyEntry(desk.view.store.currency)
        self._percent = ""
        title = _("Discount on the bill")
        if line is not None:
            title = _("Discount on {dish}").format(dish=line_title(line.line, desk.wording))
        of = _("of {amount}")
        if line is None and len(parts) > 1:
            of = _("of {amount}, shared over the {n} bills that are not paid")
        elif line is None and opening.bills:
            of = _("of {amount}; what is paid stays as it is")
        words = of.format(amount=desk.wording.money(self._base), n=len(parts))
        self.say(title, "\n".join(filter(None, (words, self._spared_words()))))
        self._build()
        self.tell()

    def _spared_words(self) -> str:
        """Which dishes a discount on the whole leaves alone."""
        wording, many = self.desk.wording, self._spared[MOST_SPARED:]
        named = [
            f"{line_title(one.line, wording)} {wording.money(one.charged)}"
            for one in self._spared[:MOST_SPARED]
        ]
        if many:
            named.append(wording.dishes(len(many)))
        dishes = pgettext("list", ", ").join(named)
        return _("Never reduced: {dishes}").format(dishes=dishes) if named else ""

    def _build(self) -> None:
        theme = self.theme
        start, end = columns(self.form)
        self._kind = SegmentedControl(theme)
        self._kind.set_items([(_("Percent"), ""), (_("Amount"), "")])
        self._kind.chosen.connect(lambda _: self.tell())
        start.addWidget(self._kind)
        self._quick = ChoiceGrid(theme, 3, 0, 1)
        for percent in QUICK:
            self._quick.add(str(percent), percent_words(percent, self.desk.wording.language))
        self._quick.changed.connect(self._quick_chosen)
        start.addWidget(self._quick)
        self.add_reasons(start, 2)
        start.addStretch(1)
        self._box = AmountBox(theme)
        end.addWidget(self._box)
        self._pad = NumberPad(theme, (".", "0", BACK), 10)
        self._pad.pressed.connect(self.pressed)
        self._pad.setMinimumHeight(320)
        end.addWidget(self._pad, 1)

    # ---------------------------------------------------------------- state

    def discount(self) -> Discount:
        """What is chosen now."""
        if self._by_amount():
            return Discount(off=self._money.amount)
        return Discount(rate=round(float(self._percent or 0) * HUNDRED))

    def _by_amount(self) -> bool:
        return self._kind.index() == 1

    def _quick_chosen(self) -> None:
        self._percent = next(iter(self._quick.chosen()), "")
        self.tell()

    def pressed(self, key: str) -> None:
        if self._by_amount():
            self._money.press(key)
        else:
            self._percent = _typed_percent(self._percent, key)
            for chosen in self._quick.chosen():
                self._quick.tiles[chosen].click()
        self.tell()

    def tell(self) -> None:
        self._quick.setEnabled(not self._by_amount())
        if self._by_amount():
            self._box.tell(_("Off"), self.desk.wording.money(self._money.amount))
        else:
            self._box.tell(_("Off"), f"{self._percent or 0} %")
        super().tell()

    # ---------------------------------------------------------------- the act

    def demand(self) -> Demand:
        chosen, line = self.discount(), self._line
        if line is not None:
            return to_discount(line, chosen, self._share())
        return to_discount_bill(self._opening.unpaid_parts, chosen.of(self._base), self._share())

    def _share(self) -> int:
        """Basis points as ``changing`` counts them."""
        chosen, line, opening = self.discount(), self._line, self._opening
        alone = chosen.share_of(self._base if line else self._whole)
        whole = opening.discount if line else chosen
        own = {one.id: (one.amount - one.gift, one.reduction - one.gift) for one in self._lines()}
        more = 0
        if line is not None:
            more = chosen.of(self._base) - own.get(line.id, (0, 0))[1]
            own[line.id] = (self._base, chosen.of(self._base))
        if whole == NO_DISCOUNT or (line is not None and more <= 0):
            return alone
        return max(alone, share_together(own.values(), whole, self._whole - more))

    def _lines(self) -> list[LineView]:
        """All that is on the bills that are not paid yet."""
        opening = self._opening
        root = opening.agreed.family
        bills = {one.agreed.id for one in opening.open_bills if one.agreed.family == root}
        return [one for one in opening.lines if one.bill in (bills or {opening.agreed.id})]

    def _given_before(self) -> bool:
        """Whether there is a discount that could be taken off again."""
        present = self._line.discount if self._line else self._opening.discount
        return present.wanted != NO_DISCOUNT

    def ready(self) -> bool:
        present = self._line.discount if self._line else self._opening.discount
        cut = self._line is None and self._opening.bill.cut > 0  # agreed to anew, it may be the whole
        changes = cut or self.discount() != present.wanted
        return changes and (self._base > 0 or self.discount() == NO_DISCOUNT)

    def words(self) -> str:
        if self.discount() == NO_DISCOUNT:
            return _("No discount") if self._given_before() else _("Say how much")
        off = self.desk.wording.money(self.discount().of(self._base))
        return _("Take off {amount}").format(amount=off)

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        bills, by = self.desk.till.bills, self.desk.by
        if self._line is not None:
            return bills.discount_line(self._line.id, self.discount(), reason, by, self.act, approver)
        opening = self._opening.opening.id
        return bills.discount_bill(opening, self.discount(), reason, by, self.act, approver)


class FreeSheet(ReasonedSheet):
    """Nothing is charged: comp, staff_meal or walkout."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, free_as: str) -> None:
        super().__init__(desk, window, free_as, QSize(680, 0))
        self._opening, self._as = opening, free_as
        parts = opening.unpaid_parts
        self._off = desk.wording.money(sum(one.total for one in parts))
        of = _("{amount} of the {n} bills that are not paid") if len(parts) > 1 else "{amount}"
        self.say(free_words(free_as), of.format(amount=self._off, n=len(parts)))
        self.add_reasons(self.form)
        self.tell()

    def demand(self) -> Demand:
        return to_free(self._opening.unpaid_parts, self._as)

    def words(self) -> str:
        return _("Charge nothing, {amount} less").format(amount=self._off)

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        opening = self._opening.opening.id
        return self.desk.till.bills.free_bill(opening, self._as, reason, self.desk.by, self.act, approver)


def free_words(free_as: str) -> str:
    """The three ways in which nothing is charged."""
    return _(FREE_WORDS[free_as])


def _typed_percent(before: str, key: str) -> str:
    """Up to 100, with at most one decimal."""
    if key == BACK:
        return before[:-1]
    text = before + key
    try:
        good = 0 <= float(text) <= HUNDRED and len(text.partition(".")[2]) <= 1
    except ValueError:
        good = False
    return text.lstrip("0") or "0" if good else before
