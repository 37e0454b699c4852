"""The foot of a sheet: at its start the way out without effect, at its end the one act, or only "Done"."""

from collections.abc import Callable

from pos_app.language import _
from pos_app.widgets.buttons import Button
from pos_app.widgets.sheet import Sheet


def cancel_button(sheet: Sheet) -> Button:
    """Leaves the sheet without effect, as Esc does."""
    made = Button(sheet.theme, "secondary", "", "Esc", 56)
    made.setText(_("Cancel"))
    made.clicked.connect(sheet.cancel)
    return made


def add_foot(sheet: Sheet, icon: str, key: str, act: Callable[[], None]) -> Button:
    """Both buttons; answers with the one that does `act`. ``sheet.missing``, between them, says what it waits
    for."""
    made = Button(sheet.theme, "primary", icon, key, 56)
    made.clicked.connect(lambda: act())
    sheet.foot.addWidget(cancel_button(sheet))
    sheet.foot.addWidget(sheet.missing, 1)
    sheet.foot.addWidget(made)
    return made


def done_foot(sheet: Sheet) -> None:
    """For a sheet that has nothing to do at its end: what it changes it has changed."""
    made = Button(sheet.theme, "primary", "", "Esc", 56)
    made.setText(_("Done"))
    made.clicked.connect(sheet.cancel)
    sheet.foot.addStretch(1)
    sheet.foot.addWidget(made)
