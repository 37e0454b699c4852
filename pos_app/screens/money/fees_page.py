"""What a bill has beside its dishes: service, cover, packing, minimum spend, tax, promotions and rounding."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from domain.floor.plan import Floor
from domain.money.fees import MAINLAND, TaxClass
from domain.selling.price import Rules, Threshold
from pos_app.language import _
from pos_app.screens.store.edit_rows import NUMBER, Column, EditRows
from pos_app.screens.store.settings_page import FIELD, PERCENT, SettingsPage, redden
from pos_app.widgets.segments import SegmentedControl

ROUNDINGS = (0, 10, 50, 100, 1_000)  # minor units


class FeesPage(SettingsPage):
    """Reads into the price rules."""

    def build(self, rules: Rules, floor: Floor) -> None:
        money = self.money_unit()
        self.head(_("Beside the dishes"), _("Empty means that nothing is charged."))
        self.service = self.number(_("Service, %"), _("On dishes after reductions"), rules.service, PERCENT)
        self.cover = self.number(_("Cover charge, a guest"), "", rules.cover, money)
        self.packing = self.number(_("Packing, a portion to go"), "", rules.packing, money)
        self.minimum = self.number(
            _("Minimum spend, a guest"), _("Not allowed in mainland China"), rules.minimum, money
        )
        self.region = QLineEdit(rules.region)
        self.region.setFixedWidth(FIELD)
        self.region.setMinimumHeight(48)
        self.region.setMaxLength(2)
        self.region.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self.region.textChanged.connect(lambda _text: self._region_typed())
        self.row(_("Region"), _("Two letters, as CN or SG: what is allowed there"), self.region)
        self._build_tax(rules)
        self._build_rounding(rules)
        self._build_promotions(rules)
        self.fields = {
            "service": self.service,
            "cover": self.cover,
            "packing": self.packing,
            "minimum": self.minimum,
            "region": self.region,
            "tax": self.tax,
            "tax_classes": self.taxes,
            "promotions": self.promotions,
        }
        self._region_typed()

    def _build_tax(self, rules: Rules) -> None:
        self.head(_("Tax"))
        self.tax = self.number(
            _("Tax, %"), _("Of what has no class of its own, fees too"), rules.tax, PERCENT
        )
        self.inclusive = self.switch(_("Prices include the tax"), "", rules.tax_inclusive)
        columns = (Column("names", _("Class of dishes")), Column("rate", _("Tax, %"), NUMBER, PERCENT))
        fresh = {"id": self.desk.till.new_id, "names": dict, "rate": 0}
        self.taxes = self._rows_of(columns, _("Add a class"), fresh)
        self.taxes.show_rows([_plain(one, "id", "names", "rate") for one in rules.tax_classes])

    def _build_rounding(self, rules: Rules) -> None:
        self.head(_("Totals are rounded to"), _("Downwards in mainland China, to the nearest elsewhere"))
        self._roundings = sorted({*ROUNDINGS, rules.rounding})
        self.rounding = SegmentedControl(self.desk.theme)
        wording = self.desk.wording
        self.rounding.set_items([(wording.money(unit) if unit else _("Off"), "") for unit in self._roundings])
        self.rounding.choose(self._roundings.index(rules.rounding))
        self.rounding.chosen.connect(lambda _place: self.changed.emit())
        self.rounding.setAccessibleName(_("Totals are rounded to"))
        self.whole_row(self.rounding)
        self.cash = self.switch(_("Only what is paid in cash"), "", rules.rounding_cash)

    def _build_promotions(self, rules: Rules) -> None:
        self.head(_("Promotions"), _("The one that takes most off counts, once a bill."))
        money = self.money_unit()
        columns = (
            Column("names", _("What it is called")),
            Column("reach", _("From"), NUMBER, money),
            Column("off", _("Takes off"), NUMBER, money),
        )
        fresh = {"id": self.desk.till.new_id, "names": dict, "reach": 0, "off": 0}
        self.promotions = self._rows_of(columns, _("Add a promotion"), fresh)
        self.promotions.show_rows([_plain(one, "id", "names", "reach", "off") for one in rules.promotions])

    def _rows_of(self, columns: tuple[Column, ...], add: str, fresh: dict[str, object]) -> EditRows:
        made = EditRows(self.desk, columns, add, fresh)
        made.changed.connect(self.changed)
        self.whole_row(made)
        return made

    def _region_typed(self) -> None:
        """In mainland China nobody is asked for a minimum; what stood there goes."""
        allowed = self.region.text().strip().upper() != MAINLAND
        self.minimum.setEnabled(allowed)
        if not allowed:
            self.minimum.clear()
        self.changed.emit()

    def rules(self, rules: Rules) -> Rules:
        redden(self.region, False)
        return replace(
            rules,
            service=self.service.value(),
            cover=self.cover.value(),
            packing=self.packing.value(),
            minimum=self.minimum.value(),
            region=self.region.text().strip().upper(),
            tax=self.tax.value(),
            tax_inclusive=self.inclusive.isChecked(),
            tax_classes=tuple(TaxClass(**row) for row in self.taxes.rows()),
            rounding=self._roundings[self.rounding.index()],
            rounding_cash=self.cash.isChecked(),
            promotions=tuple(Threshold(**row) for row in self.promotions.rows()),
        )


def _plain(thing: object, *names: str) -> dict[str, object]:
    return {name: getattr(thing, name) for name in names}
