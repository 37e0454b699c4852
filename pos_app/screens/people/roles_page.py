"""The permission matrix: a row for each right, a column for each role, and the limits below."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from domain.people.roles import FIRST_ROLES, LIMITS, RIGHTS, Role
from pos_app.language import _, pgettext
from pos_app.models.role_words import limit_unit, limit_word, right_word, role_name
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, ground, rule, short, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.toggle import Toggle

KNOWN = tuple(role.id for role in FIRST_ROLES)
UNDER_HEADS = 8  # pixels between the names and what is scrolled below them


class RolesPage(QWidget):
    """Nothing counts before it is saved; the button is grey while there is nothing to save. The roles' names
    stay above however far down a right stands."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._toggles: dict[tuple[str, str], Toggle] = {}
        self._fields: dict[tuple[str, str], QLineEdit] = {}
        self._names: dict[str, QLineEdit] = {}
        self._roles: tuple[Role, ...] = ()
        self._kept: tuple[Role, ...] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        card = Card(margin=16)
        self._scroll = Scroll()
        self._heads: list[QWidget] = []
        self._scroll.verticalScrollBar().valueChanged.connect(self._keep_heads)
        card.body.addWidget(self._scroll)
        column.addWidget(card, 1)
        foot = self.foot = QHBoxLayout()
        self._note, self._save = wrapped(size=14, tone="ink2"), Button(desk.theme, "primary", "tick", "", 56)
        self._save.clicked.connect(self._done)
        self._add = Button(desk.theme, "secondary", "plus", "", 56)
        self._add.clicked.connect(self._add_role)
        foot.addWidget(self._note, 1)
        foot.addWidget(self._add)
        foot.addWidget(self._save)
        column.addLayout(foot)

    def say(self) -> None:
        """Fixed words."""
        self._note.setText(_("Nobody gives away more than they may do themselves. An empty limit is none."))
        self._add.setText(_("Add a role"))
        self._save.setText(_("Save the roles"))
        if self._roles:
            self.begin()

    def begin(self) -> None:
        """The matrix as it is saved now."""
        self._show(self._desk.view.people.roles)
        self._kept = self._all()
        self._tell_changed()

    def _show(self, roles: tuple[Role, ...]) -> None:
        self._roles = roles
        self._toggles, self._fields, self._names = {}, {}, {}
        inner = QWidget()
        inner.setProperty("ground", "none")
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        self._heads = [self._head(role) for role in self._roles]
        for across, head in enumerate(self._heads, 1):
            grid.addWidget(head, 0, across)
        grid.setRowMinimumHeight(1, UNDER_HEADS)
        place = 2
        for right in RIGHTS:
            grid.addWidget(short(right_word(right)), place, 0)
            for across, role in enumerate(self._roles, 1):
                grid.addWidget(self._toggle(role, right), place, across)
            grid.addWidget(rule(), place + 1, 0, 1, len(self._roles) + 1)
            place += 2
        for name in LIMITS:
            grid.setRowMinimumHeight(place, 58)
            grid.addWidget(short(limit_word(name)), place, 0)
            for across, role in enumerate(self._roles, 1):
                grid.addWidget(self._field(role, name), place, across)
            place += 1
        self._inner, self._band = inner, ground(QWidget(inner), "surface")
        self._under = rule()
        self._under.setParent(self._band)
        self._scroll.setWidget(inner)
        for one in (self._band, *self._heads):
            one.raise_()
        inner.installEventFilter(self)
        self._keep_heads()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._scroll.widget() and event.type() == QEvent.Type.Paint:
            self._keep_heads()
        return super().eventFilter(watched, event)

    def _keep_heads(self) -> None:
        """Over the rows that are scrolled below them."""
        down, high = self._scroll.verticalScrollBar().value(), max(head.height() for head in self._heads)
        self._band.setGeometry(0, down, self._inner.width(), high + UNDER_HEADS)
        self._under.setGeometry(0, self._band.height() - 1, self._band.width(), 1)
        for head in self._heads:
            head.move(head.x(), down + (high - head.height()) // 2)

    def toggle(self, role: str, right: str) -> Toggle:
        """The switch of a role's right."""
        return self._toggles[role, right]

    def field(self, role: str, name: str) -> QLineEdit:
        """Where a role's limit is typed."""
        return self._fields[role, name]

    def name(self, role: str) -> QLineEdit:
        """Where the name of a role that the store made is typed."""
        return self._names[role]

    def _head(self, role: Role) -> QWidget:
        """The program translates the names of its own roles; the store names its own."""
        if role.id in KNOWN:
            head = short(role_name(role, self._desk.wording), bold=True)
            head.setMinimumWidth(72)
            return head
        made = self._names[role.id] = QLineEdit(self._desk.wording.name(role.names))
        made.setFixedWidth(112)
        made.textChanged.connect(self._tell_changed)
        made.setPlaceholderText(pgettext("role", "Name"))
        made.setAccessibleName(_("Name of the role"))
        return made

    def _add_role(self) -> None:
        """A further column, with no right yet; what was switched so far stays."""
        edited = self._all()
        if edited is None:
            self._refuse()
            return
        made = Role(self._desk.till.new_id())
        self._show((*edited, made))
        self._names[made.id].setFocus()
        self._tell_changed()

    def _toggle(self, role: Role, right: str) -> Toggle:
        words = f"{role_name(role, self._desk.wording)}: {right_word(right)}"
        made = self._toggles[role.id, right] = Toggle(self._desk.theme, words)
        made.setChecked(role.carries(right))
        made.toggled.connect(self._tell_changed)
        return made

    def _field(self, role: Role, name: str) -> QLineEdit:
        made = self._fields[role.id, name] = QLineEdit()
        made.setFixedWidth(84)
        value = role.limits.get(name)
        if value is not None:
            unit = limit_unit(name, self._desk.view.store.currency)
            made.setText(str(value // unit) if value % unit == 0 else f"{value / unit:.2f}")
        made.textChanged.connect(self._tell_changed)
        return made

    def _done(self) -> None:
        roles = self._all()
        if roles is None:
            self._refuse()
            return
        desk = self._desk
        desk.ask(desk.till.people.save_roles(roles, desk.by), lambda _done: self._saved(roles))

    def _refuse(self) -> None:
        self._desk.refused.emit(_("A limit is a number, or empty. Nothing was changed."))

    def _all(self) -> tuple[Role, ...] | None:
        """The roles as they are switched and typed; None while a limit is no number."""
        try:
            return tuple(self._edited(role) for role in self._roles)
        except (ValueError, OverflowError):
            return None

    def _tell_changed(self) -> None:
        self._save.setEnabled(self._all() != self._kept)

    def _edited(self, role: Role) -> Role:
        rights = tuple(right for right in RIGHTS if self._toggles[role.id, right].isChecked())
        unknown = tuple(right for right in role.rights if right not in RIGHTS)
        typed = {name: self._fields[role.id, name].text().strip() for name in LIMITS}
        limits = {
            name: round(float(text) * limit_unit(name, self._desk.view.store.currency))
            for name, text in typed.items()
            if text
        }
        return replace(role, rights=(*rights, *unknown), limits=limits, names=self._named(role))

    def _named(self, role: Role) -> Mapping[str, str]:
        """A role's names, with what was typed in this language."""
        field, wording = self._names.get(role.id), self._desk.wording
        if field is None or field.text().strip() == wording.name(role.names):
            return role.names
        return {**role.names, wording.language: field.text().strip()}

    def _saved(self, roles: tuple[Role, ...]) -> None:
        self._kept = roles
        self._tell_changed()
        self._desk.told.emit(_("The roles are saved and count from now on."))
