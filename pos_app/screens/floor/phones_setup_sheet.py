"""How phones order at the counter: what is offered and when, how much the kitchen can do, who looks first."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from domain.floor.plan import Floor
from domain.floor.store_code import StoreCode
from domain.selling.price import Rules
from pos_app.language import _
from pos_app.models.store_code import hours_from, hours_words
from pos_app.screens.desk import Desk
from pos_app.screens.sheet_foot import add_foot
from pos_app.screens.store.settings_page import SettingsPage, UnfitError, redden
from pos_app.widgets.labels import wrapped
from pos_app.widgets.sheet import Sheet

HOURS = 260  # pixels


class _Page(SettingsPage):
    """The rows."""

    def build(self, rules: Rules, floor: Floor) -> None:
        setup = self.desk.view.store_code
        first = not setup.code
        self.on = self.switch(
            _("Phones may order by the store's code"), _("Off, the code says so."), setup.on or first
        )
        self.here = self.switch(_("Eat here"), "", setup.here)
        self.to_go = self.switch(_("Takeaway"), _("All of it is packed."), setup.to_go)
        self.confirm = self.switch(
            _("Staff confirm each order first"),
            _("Otherwise it goes to the kitchen at once; it is paid at the counter."),
            setup.confirm,
        )
        self.head(_("Times"))
        self.hours = QLineEdit(hours_words(setup.hours))
        self.hours.setFixedWidth(HOURS)
        self.hours.setMinimumHeight(48)
        self.hours.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self.hours.setPlaceholderText(_("always"))
        self.hours.textChanged.connect(lambda _text: self.changed.emit())
        self.row(_("Phones may order between"), _("As 10:00-14:00, 17:00-21:30. Empty: always."), self.hours)
        self.ahead = self.switch(_("Ordering ahead for a time"), _("Of the same day."), setup.ahead)
        self.before = self.number(
            _("The kitchen begins before that time"), _("In minutes."), setup.before, 1, "20"
        )
        self.most = self.number(
            _("Orders that the kitchen begins in a quarter of an hour"),
            _("Phones are offered a later time then. 0: as many as come."),
            setup.most,
            1,
        )
        self.cups = self.switch(
            _("Count in cups"), _("Guests read how many cups are before theirs. Off: dishes."), setup.cups
        )

    def setup(self) -> StoreCode:
        """What stands here. Raises UnfitError."""
        try:
            hours = hours_from(self.hours.text())
        except ValueError as error:
            redden(self.hours, True)
            raise UnfitError(_("Write the hours as 10:00-14:00.")) from error
        redden(self.hours, False)
        return replace(
            self.desk.view.store_code,
            on=self.on.isChecked(),
            here=self.here.isChecked(),
            to_go=self.to_go.isChecked(),
            confirm=self.confirm.isChecked(),
            ahead=self.ahead.isChecked(),
            hours=hours,
            before=self.before.value(),
            most=self.most.value(),
            cups=self.cups.isChecked(),
        )


class PhonesSetupSheet(Sheet):
    """Nothing counts before it is saved."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(680, 700))
        self._desk, self._changed = desk, False
        self.say(_("How phones order at the counter"))
        self.page = _Page(desk)
        self.page.begin(desk.view.rules, desk.view.floor)
        self.page.changed.connect(self._typed)
        self.body.addWidget(self.page, 1)
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self.save = add_foot(self, "tick", "", self._save)
        self.save.setText(_("Save"))

    def typed(self) -> bool:
        return self._changed

    def _typed(self) -> None:
        self._changed = True

    def _save(self) -> None:
        desk = self._desk
        try:
            setup = self.page.setup()
        except UnfitError as no:
            self._refused(str(no))
            return
        self.save.setEnabled(False)
        desk.ask(desk.till.store_code.save(setup, desk.by), lambda _: self.finish(), self._refused)

    def _refused(self, words: str) -> None:
        self._no.setText(words)
        self._no.show()
        self.save.setEnabled(True)
