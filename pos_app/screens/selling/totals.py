"""The figures under an order: dishes, cover, service, promotion, and what is to be paid."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from domain.money.fees import Told, tax_added, told
from domain.selling.price import BillFigures, bill_facts
from pos_app.language import _, ngettext
from pos_app.models.wording import Wording
from pos_app.widgets.labels import amount, label, retone, short, sum_label

Figure = tuple[str, int, str]  # words, minor units, tone


def figures(
    bill: BillFigures, portions: int, cover: int, wording: Wording, plain: bool = False
) -> list[Figure]:
    """A bill's lines above its total; `portions` in thousandths, `cover` per guest in minor units."""
    count = portions // 1000
    dishes = ngettext("{n} portion", "{n} portions", count).format(n=count)
    rows: list[Figure] = [(_("Dishes") if plain else dishes, bill.subtotal, "ink2")]
    facts = bill_facts(bill)
    for one in told(facts):
        tone = "on-accent-soft" if one.amount < 0 else "ink2"
        rows.append((_word(one, bill, cover, wording), one.amount, tone))
    if added := tax_added(facts):
        rows.append((_("Tax"), added, "ink2"))
    return rows


def _word(one: Told, bill: BillFigures, cover: int, wording: Wording) -> str:
    if one.name == "cover":
        return _("Cover {price} × {n}").format(price=wording.money(cover, short=True), n=bill.guests)
    words = {
        "service": _("Service"),
        "packing": _("Packing"),
        "minimum": _("Up to the minimum spend"),
        "given": _("Dish discounts"),
        "by_hand": _("Discount, at its limit") if bill.cut else _("Discount"),
        "rounding": _("Rounded up") if one.amount > 0 else _("Rounding"),
    }
    return words.get(one.name) or wording.name(one.names)


class Totals(QWidget):
    """Keeps its labels; only their words change."""

    def __init__(self, signed: bool = True) -> None:
        super().__init__()
        self._signed = signed
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._grid)
        self._word, self._total = label(size=18, bold=True), sum_label(28, 22, 18, 16)
        self.last = QHBoxLayout()
        self.last.addWidget(self._word, 1)
        self.last.addWidget(self._total)
        column.addLayout(self.last)

    def tell(self, rows: list[Figure], word: str, total: int, wording: Wording) -> None:
        """The figures now."""
        while len(self._lines) < len(rows):
            pair = (short(), amount())
            place = len(self._lines)
            self._grid.addWidget(pair[0], place, 0)
            self._grid.addWidget(pair[1], place, 1)
            self._lines.append(pair)
        for place, (words, figure) in enumerate(self._lines):
            shown = place < len(rows)
            words.setVisible(shown)
            figure.setVisible(shown)
            if shown:
                text, value, tone = rows[place]
                words.setText(text)
                figure.setText(wording.money(value) if self._signed else wording.figure(value))
                retone(words, tone)
                retone(figure, tone)
        self._word.setText(word)
        self._total.setText(wording.money(total))
