"""Where else backups go: a second disk or share, chosen by its folder. The others are there by themselves."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.file_window import ask_file
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.sheet import Sheet


class PlaceSheet(Sheet):
    """Takes effect when the folder has taken our marker."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(640, 0))
        self._desk = desk
        place = next((one for one in desk.view.backup.places if one.kind == "folder"), None)
        self._before = place.where if place else ""
        self.body.addWidget(label(_("Second disk or share"), bold=True))
        row = QHBoxLayout()
        row.setSpacing(10)
        self._path = QLineEdit(self._before)
        self._path.setMinimumHeight(48)
        self._path.setPlaceholderText(_("a folder on another disk"))
        browse = Button(desk.theme, "secondary", "search")
        browse.setText(_("Choose …"))
        browse.clicked.connect(self._browse)
        row.addWidget(self._path, 1)
        row.addWidget(browse)
        self.body.addLayout(row)
        self.body.addWidget(
            wrapped(
                _("A USB disk or a folder of another computer: what this computer loses, that one keeps."),
                14,
                tone="ink2",
            )
        )
        self._said = wrapped(size=14, tone="danger")
        self._said.hide()
        self.body.addWidget(self._said)
        self._none = Button(desk.theme, "secondary", "", "", 56)
        self._none.setText(_("No second place"))
        self._none.setEnabled(bool(self._before))
        self._none.clicked.connect(lambda: self._choose(""))
        self.foot.addWidget(self._none)
        self.foot.addStretch(1)
        self._take = Button(desk.theme, "primary", "tick", "", 56)
        self._take.setText(_("Use this folder"))
        self._take.clicked.connect(lambda: self._choose(self._path.text().strip()))
        self.foot.addWidget(self._take)
        self._path.textChanged.connect(self._check)
        self.say(_("Change places"), _("This computer and the server are used by themselves."))
        self._check()

    def typed(self) -> bool:
        return self._path.text() != self._before

    def _check(self) -> None:
        self._take.setEnabled(bool(self._path.text().strip()))

    def _browse(self) -> None:
        folder = QFileDialog.FileMode.Directory
        ask_file(self, _("Choose …"), self._path.setText, folder, self._path.text())

    def _choose(self, path: str) -> None:
        future = self._desk.till.choose_backup_folder(path, self._desk.by)
        self._desk.ask(future, lambda _done: self.finish(), self._refuse)

    def _refuse(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()
