"""How loud each sound of this till is, or that it is not heard at all."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.language import _, pgettext
from pos_app.models.ears import SETTING, sound_words
from pos_app.screens.desk import Desk
from pos_app.screens.sheet_foot import done_foot
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.sounds import FULL

STEPS = (0, 15, 40, FULL)  # percent of the wave: the ear hears a third of it as half as loud


def _step_words() -> tuple[str, ...]:
    return pgettext("sound", "Off"), _("Quiet"), _("Medium"), _("Loud")


class SoundsSheet(Sheet):
    """What is chosen takes effect at once and is heard."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(640, 0))
        self._desk = desk
        self.say(_("Sounds of this till"), _("Kept on this computer"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        self.rows: dict[str, SegmentedControl] = {}
        for row, (name, words) in enumerate(sound_words().items()):
            steps = self.rows[name] = SegmentedControl(desk.theme)
            steps.set_items([(step, "") for step in _step_words()])
            steps.choose(_step_of(desk.sounds.loudness.get(name, FULL)))
            steps.setAccessibleName(words)
            steps.chosen.connect(self._heard(name))
            grid.addWidget(label(words), row, 0)
            grid.addWidget(steps, row, 1, Qt.AlignmentFlag.AlignTrailing)
        self.body.addLayout(grid)
        note = _("What a sound says is always shown, too. Those that come together are heard in this order.")
        self.body.addWidget(wrapped(note, 14, tone="ink2"))
        done_foot(self)

    def _heard(self, name: str) -> Callable[[int], None]:
        return lambda step: self._turn(name, STEPS[step])

    def _turn(self, name: str, percent: int) -> None:
        sounds = self._desk.sounds
        sounds.loudness = {**sounds.loudness, name: percent}
        self._desk.till.device.keep(SETTING, dict(sounds.loudness))
        sounds.play(name)


def _step_of(percent: int) -> int:
    """The nearest step, never silence for what is heard."""
    return min(range(bool(percent), len(STEPS)), key=lambda step: abs(STEPS[step] - percent))
