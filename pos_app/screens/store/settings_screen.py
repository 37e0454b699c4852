"""The settings of the house: what a bill has, what a guest is charged, how tables are treated; an example."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from domain.errors import Refused
from domain.floor.plan import Floor
from domain.money.house_rules import check_habits, check_rules
from domain.selling.price import Rules
from pos_app.language import _, pgettext
from pos_app.screens.desk import Desk
from pos_app.screens.floor.habits_page import HabitsPage
from pos_app.screens.money.fees_page import FeesPage
from pos_app.screens.money.tenders_page import TendersPage
from pos_app.screens.screen import Screen
from pos_app.screens.selling.heads_page import HeadsPage
from pos_app.screens.selling.times_page import TimesPage
from pos_app.screens.store.example_card import ExampleCard
from pos_app.screens.store.scale_page import ScalePage
from pos_app.screens.store.settings_page import SettingsPage, UnfitError
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import Card, ground, label, wrapped
from pos_app.widgets.segments import SegmentedControl

EXAMPLE = 320  # pixels


class SettingsScreen(Screen):
    """A page for each chapter; all are saved together, and nothing counts before."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        self._title, self._tabs = label(size=22, bold=True), SegmentedControl(desk.theme)
        self._tabs.chosen.connect(lambda _place: self.draw())
        for each in (self._title, self._tabs):
            self.lead_row.addWidget(each)
        self.lead_row.addStretch(1)
        self.fees, self.heads, self.habits = FeesPage(desk), HeadsPage(desk), HabitsPage(desk)
        self.scale, self.tenders, self.times = ScalePage(desk), TendersPage(desk), TimesPage(desk)
        self._pages: tuple[SettingsPage, ...] = (
            self.fees,
            self.heads,
            self.habits,
            self.scale,
            self.tenders,
            self.times,
        )
        self._stack = QStackedWidget()
        for page in self._pages:
            page.changed.connect(self._typed)
            self._stack.addWidget(page)
        self.example = ExampleCard(desk)
        self.example.setFixedWidth(EXAMPLE)
        self._began, self._began_floor = desk.view.rules, desk.view.floor
        self._base = self._began, self._began_floor  # what those pages hold that nobody has looked at
        self._unbuilt: set[SettingsPage] = set(self._pages)
        self._building = self._built = False
        self._whole = QStackedWidget()
        self._whole.addWidget(self._editor())
        self._no = EmptyState(desk.theme, "lock")
        self._whole.addWidget(self._no)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.addWidget(self._whole)
        self.start()

    def _editor(self) -> QWidget:
        editor, theme = QWidget(), self.desk.theme
        column = QVBoxLayout(editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(16)
        card = Card(margin=16)
        card.body.addWidget(self._stack)
        row.addWidget(card, 1)
        row.addWidget(self.example)
        self.sides = (row,)
        column.addLayout(row, 1)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        self._note = wrapped(size=14, tone="ink2")
        self._discard = Button(theme, "secondary", "undo", "", 56)
        self._discard.clicked.connect(self._begin)
        self._save = Button(theme, "primary", "tick", "", 56)
        self._save.clicked.connect(self._go)
        foot.addWidget(self._note, 1)
        foot.addWidget(self._discard)
        foot.addWidget(self._save)
        self.sides = (*self.sides, foot)
        column.addLayout(foot)
        return editor

    def say(self) -> None:
        self._title.setText(_("Settings"))
        pages = (  # short, for all stand in one line of the smallest screen
            _("Bill"),
            pgettext("settings", "Guests"),
            pgettext("settings", "Tables"),
            _("Scale"),
            pgettext("settings", "Paying"),
            pgettext("settings", "Hours"),
        )
        self._tabs.set_items([(words, "") for words in pages])
        self._note.setText(_("Open bills follow at once. Bills that are paid stay as they are."))
        self._discard.setText(_("Discard"))
        self._save.setText(_("Save the settings"))
        self.example.say()
        if self._built:
            self._show(*self._typed_so_far())

    def enter(self, place: str) -> None:
        if not self._built or not self._changed():
            self._begin()
        super().enter(place)

    def draw(self) -> None:
        self._no.tell(self.desk.barred("settings"))
        self._whole.setCurrentIndex(0 if self.desk.may("settings") else 1)
        self._stack.setCurrentIndex(self._tabs.index())
        if self._built and self._build_shown():
            self._typed()
        to_save = self._stack.currentWidget() not in (self.scale, self.tenders, self.times)
        for each in (self.example, self._note, self._discard, self._save):
            each.setVisible(to_save)

    # ---------------------------------------------------------------- what is typed

    def _begin(self) -> None:
        """As it is saved now, which the desk's view may still have to hear of."""
        view = self.desk.till.view
        self._began, self._began_floor = view.rules, view.floor
        self._show(self._began, self._began_floor)

    def _show(self, rules: Rules, floor: Floor) -> None:
        self._base, self._unbuilt, self._built = (rules, floor), set(self._pages), True
        self._build_shown()
        self._typed()

    def _build_shown(self) -> bool:
        """Only the page that is looked at: all of them together are waited for. Whether it had to be."""
        page = self._pages[self._stack.currentIndex()]
        if page not in self._unbuilt:
            return False
        self._building = True
        page.begin(*self._base)
        self._building = False
        self._unbuilt.remove(page)
        return True

    def _typed_so_far(self) -> tuple[Rules, Floor]:
        """What stands in the fields, if all of it can be read."""
        try:
            return self._edited()
        except (UnfitError, Refused):
            return self._began, self._began_floor

    def _edited(self) -> tuple[Rules, Floor]:
        """Raises UnfitError or Refused."""
        rules, floor = self._base
        for page in self._read():
            rules, floor = page.rules(rules), page.floor(floor)
        check_rules(rules)
        check_habits(floor)
        return rules, floor

    def _typed(self) -> None:
        if self._building:
            return
        wrong, field, rules = "", "", self._began
        try:
            rules, _floor = self._edited()
        except UnfitError as no:
            wrong = str(no)
        except Refused as no:
            wrong, field = self.desk.sentence(no), str(no.facts.get("field", ""))
        self.example.tell(rules, wrong)
        changed = self._changed()
        self._save.setEnabled(changed and not wrong)
        self._discard.setEnabled(changed)
        for page in self._read():  # last, as what is read is taken for good
            page.blame(field)

    def _read(self) -> list[SettingsPage]:
        """The pages in which somebody can have typed."""
        return [page for page in self._pages if page not in self._unbuilt]

    def _changed(self) -> bool:
        try:
            return self._edited() != (self._began, self._began_floor)
        except (UnfitError, Refused):
            return True

    def _go(self) -> None:
        rules, floor = self._edited()
        desk = self.desk
        self._save.setEnabled(False)
        desk.ask(desk.till.house.save(rules, floor, desk.by), lambda _done: self._saved(), self._refused)

    def _saved(self) -> None:
        self._begin()
        self.desk.told.emit(_("The settings are saved and count from now on."))

    def _refused(self, words: str) -> None:
        self.desk.refused.emit(words)
        self._typed()
