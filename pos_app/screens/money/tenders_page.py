"""The ways of paying: their names and order, what each does, and which are off. Saved by themselves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.floor.plan import Floor
from domain.money.tenders import Tender
from domain.selling.price import Rules
from pos_app.language import _
from pos_app.screens.store.edit_rows import SWITCH, Column, EditRows
from pos_app.screens.store.settings_page import SettingsPage, UnfitError
from pos_app.widgets.buttons import Button

KEYS = ("F2", "F3", "F4", "F5", "F6", "F7", "F11")  # of the payment, as its map says
SET = ("names", "takings", "change", "drawer", "invoiceable", "reference", "points")
ADDED = "added"  # of a row: it is not saved yet
STAYS = ("", "takings", "change")  # of a row that is saved: itself, and what past days are told by


class TendersPage(SettingsPage):
    """One that is saved stays, as past days are told by it: it can be switched off, not removed."""

    def build(self, rules: Rules, floor: Floor) -> None:
        self._rules, self._floor = rules, floor
        self._began: tuple[Tender, ...] = self.desk.till.view.tenders
        self.head(
            _("Ways of paying"),
            _("In this order they stand at the payment. Takings and change are fixed once it is saved.")
            + " "
            + _("What gives change is money: it lies in the drawer and is counted with the cash.")
            + " "
            + _("Points are kept for members, who are not there yet: nothing is counted by them."),
        )
        columns = [
            Column("names", _("What it is called")),
            Column("takings", _("Takings"), SWITCH),
            Column("change", _("Gives change"), SWITCH),
            Column("drawer", _("Opens the drawer"), SWITCH),
            Column("invoiceable", _("On invoices"), SWITCH),
            Column("reference", _("Needs a reference"), SWITCH),
            Column("points", _("Earns points"), SWITCH),
            Column("on", _("In use"), SWITCH),
        ]
        fresh = {"id": self.desk.till.new_id, "names": dict, ADDED: True}
        yes, no = ("takings", "invoiceable", "points", "on"), ("change", "drawer", "reference")
        switches = dict.fromkeys(yes, True) | dict.fromkeys(no, False)
        self.tenders = EditRows(
            self.desk, columns, _("Add a way of paying"), fresh | switches, movable=True, fixed=_fixed
        )
        self._cash = frozenset[str]()  # of the added ones those that give change
        self.tenders.changed.connect(self._typed)
        self.whole_row(self.tenders)
        self.tenders.show_rows([_row(one) for one in self._began])
        self.fields = {"tenders": self.tenders}
        self.save = Button(self.desk.theme, "primary", "tick", "", 56)
        self.save.setText(_("Save the ways of paying"))
        self.save.clicked.connect(self._go)
        self.whole_row(self.save)
        self._typed()

    def edited(self) -> tuple[Tender, ...]:
        """As they are typed. Raises UnfitError."""
        found, known = list[Tender](), {one.id: one for one in self._began}
        taken = {one.key for one in self._began}
        for row in self.tenders.rows():
            before = known.get(row["id"])
            key = before.key if before else next((key for key in KEYS if key not in taken), "")
            taken.add(key)
            found.append(_tender(row, before or Tender(row["id"], {}), key))
        return tuple(found)

    def _typed(self) -> None:
        self._cash_like()
        try:
            self.save.setEnabled(self.edited() != self._began)
        except UnfitError:
            self.save.setEnabled(False)

    def _cash_like(self) -> None:
        """What gives change is takings, and opens the drawer unless the owner says otherwise."""
        for place, row in enumerate(self.tenders.rows()):
            if not row[ADDED]:
                continue
            began, id = row["change"] and row["id"] not in self._cash, row["id"]
            self._cash = self._cash | {id} if row["change"] else self._cash - {id}
            self.tenders.field(place, "takings").setEnabled(not row["change"])
            for column in ("takings", "drawer") if began else ():
                self.tenders.field(place, column).setChecked(True)

    def _go(self) -> None:
        desk, after = self.desk, self.edited()
        self.save.setEnabled(False)
        desk.ask(desk.till.house.save_tenders(self._began, after, desk.by), self._saved, self._no)

    def _saved(self, _done: object) -> None:
        self.begin(self._rules, self._floor)
        self.desk.told.emit(_("The ways of paying are saved and count from now on."))

    def _no(self, words: str) -> None:
        self.desk.refused.emit(words)
        self._typed()


def _row(one: Tender) -> Mapping[str, Any]:
    return {"id": one.id, "on": not one.off, ADDED: False, **{name: getattr(one, name) for name in SET}}


def _tender(row: Mapping[str, Any], before: Tender, key: str) -> Tender:
    return replace(before, off=not row["on"], key=key, **{name: row[name] for name in SET})


def _fixed(row: Mapping[str, Any], column: str) -> bool:
    return not row[ADDED] and column in STAYS
