"""A dish's portion, options, parts, remark and quantity; the price stands on the button."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from domain.errors import Refused
from domain.selling.menu import Dish, Group, Part
from domain.selling.order import LONGEST_REMARK, MOST_PORTIONS, CartLine, Choice, take_line
from domain.supply.stock import Stock
from pos_app.language import _, pgettext
from pos_app.screens.desk import Desk
from pos_app.screens.selling.serving_choice import ServingChoice
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid, ChoiceTile, PickGrid
from pos_app.widgets.labels import label
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.stepper import Stepper

PORTION = 1000  # thousandths
REMARK_TILES = 4
TO_GO = "to-go"  # the tile beside the remarks
DIGITS = 2  # of a number of portions that is typed
AROUND, LEAST_HIGH = 298, 470  # pixels: head, foot and edges; what the choices have at the smallest window


def allergen_word(allergen: str) -> str:
    """What a guest may have to avoid."""
    return {
        "fish": _("fish"),
        "shellfish": _("shellfish"),
        "peanut": _("peanut"),
        "nut": _("nuts"),
        "gluten": _("gluten"),
        "egg": _("egg"),
        "milk": _("milk"),
        "soy": _("soy"),
        "sesame": _("sesame"),
    }.get(allergen, allergen)


class OptionsSheet(Sheet):
    """`chosen(CartLine)` when added or changed, `removed` when an edited line is thrown away."""

    chosen = Signal(object)
    removed = Signal()

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        dish: Dish,
        line: CartLine | None = None,
        remark_only: bool = False,
        seats: int = 0,
        asked: CartLine | None = None,
    ) -> None:
        """``seats``: guests at the table, of whom one may have it; ``asked``: what was said of it before,
        such as a price of the day."""
        super().__init__(desk.theme, window, QSize(840, 0))
        self._desk, self._dish, self._old = desk, dish, line
        self._quantity = line.quantity if line else PORTION
        self._asked = line or asked or CartLine(dish.id, dish.specs[0].id)
        self._specs: ChoiceGrid | None = None
        self._groups: list[tuple[Group, ChoiceGrid]] = []
        self._parts: list[tuple[Part, PickGrid]] = []
        self._remark_only, self._typed = remark_only, ""
        self._no = Refused("unreadable")
        self._notes: dict[str, QLabel] = {}
        self._build_head()
        self._area = Scroll()
        inside = QWidget()
        inside.setProperty("ground", "none")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(24, 16, 24, 16)
        self._column.setSpacing(8)
        self._serving = None if remark_only else ServingChoice(desk, line, seats)
        if not remark_only:
            self._build_choices()
        self._build_remark()
        if self._serving is not None:
            self._column.addWidget(self._serving)
        self._column.addStretch(1)
        self._area.setWidget(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._area)
        most = max(LEAST_HIGH, window.height() - AROUND)
        self._area.setMinimumHeight(min(inside.sizeHint().height(), most))
        self._build_foot()
        self._tell()

    # ---------------------------------------------------------------- building

    def _build_head(self) -> None:
        wording, dish, view = self._desk.wording, self._dish, self._desk.view
        plate = QLabel()
        plate.setPixmap(self._desk.theme.plate(dish.look, 66, self))
        self.head.insertWidget(0, plate)
        facts = [wording.name(dish.descriptions)]
        if dish.minutes:
            facts.append(_("about {n} min").format(n=dish.minutes))
        if dish.allergens:
            words = pgettext("list", ", ").join(allergen_word(one) for one in dish.allergens)
            facts.append(_("contains {what}").format(what=words))
        left = view.stock.left(dish.id)
        if left is not None:
            facts.append(_("{n} left today").format(n=wording.times(left)))
        self.say(wording.name(dish.names), " · ".join(filter(None, facts)))

    def _build_choices(self) -> None:
        wording, dish, old = self._desk.wording, self._dish, self._old
        if len(dish.specs) > 1:
            self._title("spec", _("Portion"))
            grid = ChoiceGrid(self._desk.theme, 4, 1, 1)
            grid.changed.connect(self._tell)
            self._column.addWidget(grid)
            for spec in dish.specs:
                grid.add(spec.id, wording.name(spec.names), wording.money(spec.price, short=True))
            grid.choose(old.spec if old else dish.specs[0].id)
            self._specs = grid
        for group in self._desk.view.menu.groups_of(dish):
            self._build_group(group)
        for part in dish.parts:
            self._build_part(part)

    def _build_group(self, group: Group) -> None:
        wording, stock = self._desk.wording, self._desk.view.stock
        columns = 4 if len(group.options) != 5 else 5
        grid = ChoiceGrid(self._desk.theme, columns, group.min, group.max)
        self._title(group.id, wording.name(group.names))
        self._column.addWidget(grid)
        for option in group.options:
            gone = _is_out(stock, option.id)
            price = wording.dearer(option.price)
            grid.add(
                option.id,
                wording.name(option.names),
                pgettext("screen", "Sold out") if gone else price,
                not gone,
            )
            if self._old and option.id in self._old.options:
                grid.choose(option.id)
        grid.changed.connect(self._tell)
        self._groups.append((group, grid))

    def _build_part(self, part: Part) -> None:
        wording, view = self._desk.wording, self._desk.view
        grid = PickGrid(self._desk.theme, 4, part.count)
        self._title(part.id, wording.name(part.names))
        for choice in part.choices:
            dish = view.menu.by_id.get(choice)
            if dish is not None:
                gone = _is_out(view.stock, choice)
                note = pgettext("screen", "Sold out") if gone else wording.dearer(part.extra.get(choice, 0))
                grid.add(choice, wording.name(dish.names), note, not gone)
        for picked in self._old.choices if self._old else ():
            if picked.part == part.id:
                grid.pick(picked.dish)
        grid.fill_if_alone()
        grid.changed.connect(self._tell)
        self._column.addWidget(grid)
        self._parts.append((part, grid))

    def _build_remark(self) -> None:
        wording, remarks = self._desk.wording, self._desk.view.menu.remarks_of(self._dish)
        self._title("remark", _("Remark"))
        self._remarks = ChoiceGrid(self._desk.theme, REMARK_TILES, 0, len(remarks) + 1)
        self._remark_words = {remark.id: wording.name(remark.names) for remark in remarks}
        for key, words in self._remark_words.items():
            self._remarks.add(key, words)
        self._remarks.add(TO_GO, _("To go"))
        if self._old and self._old.packed:
            self._remarks.choose(TO_GO)
        self._remarks.changed.connect(self._tell)
        self._column.addWidget(self._remarks)
        self._own = QLineEdit()
        self._own.setMaxLength(LONGEST_REMARK)
        self._own.setPlaceholderText(_("Write a remark"))
        self._own.setProperty("tall", True)
        self._remarks.add_last(self._own)
        rest = []
        for words in (self._old.remark if self._old else "").split(pgettext("list", ", ").strip()):
            key = next((one for one, known in self._remark_words.items() if known == words.strip()), "")
            if key:
                self._remarks.choose(key)
            elif words.strip():
                rest.append(words.strip())
        self._own.setText(pgettext("list", ", ").join(rest))

    def _build_foot(self) -> None:
        theme = self._desk.theme
        self._stepper = Stepper(theme, 56, 22)
        self._stepper.stepped.connect(self._step)
        self.foot.addWidget(self._stepper)
        if self._old is not None:
            remove = Button(theme, "danger", "trash", "", 56)
            remove.setText(_("Remove"))
            remove.clicked.connect(self._remove)
            self.foot.addWidget(remove)
        self.foot.addStretch(1)
        cancel = Button(theme, "secondary", "", "Esc", 56)
        cancel.setText(_("Cancel"))
        cancel.clicked.connect(self.cancel)
        self._go = Button(theme, "primary", "", "Enter", 56)
        self._go.setMinimumWidth(300 if self._old is None else 180)  # beside Remove
        self._go.clicked.connect(self._add)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self._go)

    def _title(self, key: str, words: str) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(10)
        note = label(size=14, tone="ink2")
        row.addWidget(label(words, 18, True))
        row.addWidget(note)
        row.addStretch(1)
        self._notes[key] = note
        self._column.addLayout(row)

    # ---------------------------------------------------------------- state

    def typed(self) -> bool:
        own = self._own.text().strip()
        return bool(own) and not (self._old and own in self._old.remark)

    def line(self) -> CartLine:
        """What is chosen now."""
        old, dish = self._old, self._dish
        spec = dish.specs[0].id if old is None else old.spec
        if self._specs is not None and self._specs.chosen():
            spec = self._specs.chosen()[0]
        options = tuple(key for _group, grid in self._groups for key in grid.chosen())
        choices = tuple(Choice(part.id, key) for part, grid in self._parts for key in grid.picks())
        if self._remark_only and old is not None:
            options, choices = old.options, old.choices
        packed = TO_GO in self._remarks.chosen()
        words = [self._remark_words[key] for key in self._remarks.chosen() if key != TO_GO]
        own = self._own.text().strip()
        remark = pgettext("list", ", ").join([*words, own] if own else words)[:LONGEST_REMARK]
        line = CartLine(dish.id, spec, self._quantity, options, choices, remark, packed)
        line = replace(line, price=self._asked.price, off_hours=self._asked.off_hours)
        if old is not None:
            line = replace(line, weight=old.weight, tare=old.tare)
        if self._serving is not None:
            return self._serving.put_on(line)
        return replace(line, seat=old.seat, course=old.course, held=old.held) if old else line

    def _tell(self) -> None:
        wording = self._desk.wording
        if "spec" in self._notes:
            self._notes["spec"].setText(_("choose 1"))
        for group, grid in self._groups:
            self._notes[group.id].setText(_group_note(group, len(grid.chosen())))
        for part, picks in self._parts:
            words = _("choose {n}, {done} chosen").format(n=part.count, done=len(picks.picks()))
            self._notes[part.id].setText(words if part.count > 1 else _("choose 1"))
        self._notes["remark"].setText(_("if wished"))
        self._stepper.tell(wording.times(self._quantity))
        amount = self._amount()
        verb = _("Save {amount}") if self._old is not None else _("Add {amount}")
        self._go.setEnabled(amount is not None)
        words = wording.money(amount) if amount is not None else self._missing()
        self._go.setText(verb.format(amount=words) if amount is not None else words)

    def _amount(self) -> int | None:
        """What the kitchen's own rule makes of it; None while something is missing."""
        try:
            view = self._desk.view
            minute = self._desk.wording.minute(self._desk.now)
            return take_line(view.menu, view.stock, self.line(), minute).amount
        except Refused as no:
            self._no = no
            return None

    def _missing(self) -> str:
        for _grid, what in self._lacking():
            return _("Choose: {what}").format(what=self._desk.wording.name(what.names))
        return self._desk.sentence(self._no)

    def _lacking(self) -> Iterator[tuple[ChoiceGrid, Group | Part]]:
        """Where something is still to be chosen."""
        yield from ((grid, group) for group, grid in self._groups if not grid.enough())
        yield from ((picks, part) for part, picks in self._parts if len(picks.picks()) < part.count)

    def first_choice(self) -> ChoiceTile | None:
        """Of what is still to be chosen."""
        tiles = (tile for grid, _what in self._lacking() for tile in grid.tiles.values() if tile.isEnabled())
        return next(tiles, None) or super().first_choice()

    # ---------------------------------------------------------------- acts

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._add()
            event.accept()
        elif event.text() in ("+", "=", "-"):
            self._step(-1 if event.text() == "-" else 1)
            event.accept()
        elif event.text().isdigit() and self._weightless():
            self._typed = (self._typed + event.text())[-DIGITS:].lstrip("0")
            self._quantity = PORTION * int(self._typed or 1)
            self._tell()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _weightless(self) -> bool:
        """What was weighed is one: one more is weighed by itself."""
        return self._old is None or not self._old.weight

    def _step(self, by: int) -> None:
        if not self._weightless():
            return
        self._quantity = min(MOST_PORTIONS, max(PORTION, self._quantity + by * PORTION))
        self._tell()

    def _add(self) -> None:
        if self._go.isEnabled():
            self.chosen.emit(self.line())
            self.finish()

    def _remove(self) -> None:
        self.removed.emit()
        self.finish()


def _is_out(stock: Stock, item: str) -> bool:
    left = stock.left(item)
    return left is not None and left < PORTION


def _group_note(group: Group, done: int) -> str:
    if group.min == group.max:
        return _("choose {n}").format(n=group.min)
    if group.min:
        return _("{least} to {most}, {done} chosen").format(least=group.min, most=group.max, done=done)
    return _("at most {most}, {done} chosen").format(most=group.max, done=done)
