"""This till: how large it is drawn, and what it says aloud."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from pos_app.drawn_size import SIZES, now
from pos_app.language import _
from pos_app.models.spoken import SETTING, call_words, spoken_at
from pos_app.screens.desk import Desk
from pos_app.screens.sheet_foot import done_foot
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.sheet import Sheet


class TillSheet(Sheet):
    """What is said takes effect at once and is heard; the size when the till is opened again."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(600, 0))
        self._desk = desk
        self._chosen = now()
        self.say(_("This till"), _("Kept on this computer"))
        self.body.addWidget(label(_("Size"), 18, True))
        self.sizes = SegmentedControl(desk.theme)
        self.sizes.set_items([(f"{percent} %", "") for percent in SIZES])
        self.sizes.choose(SIZES.index(self._chosen))
        self.sizes.chosen.connect(self._size)
        self.body.addWidget(self.sizes)
        self.note = wrapped(size=14, tone="ink2")
        self.body.addWidget(self.note)
        self.body.addWidget(label(_("Said aloud"), 18, True))
        self.calls = ChoiceGrid(desk.theme, 2, 0, len(call_words()))
        spoken = spoken_at(desk.till.device.get(SETTING, ()))
        for name, words in call_words().items():
            self.calls.add(name, words, allowed=desk.voice.there)
            if name in spoken:
                self.calls.choose(name)
        self.calls.changed.connect(self._speak)
        self.body.addWidget(self.calls)
        self.voice_note = wrapped(size=14, tone="ink2")
        self.body.addWidget(self.voice_note)
        self.again = Button(desk.theme, "secondary", "refresh", "", 56)
        self.again.setText(_("Open the till again now"))
        self.again.clicked.connect(self._open_again)
        self.foot.addWidget(self.again)
        done_foot(self)
        desk.voice.failed.connect(self._not_said)
        self._tell()

    def _tell(self) -> None:
        waits = self._chosen != now()
        size = _("It is drawn so when the till is opened again. Nothing that is not sent is lost.")
        self.note.setText(size if waits else _("For a screen on which letters look small."))
        self.again.setVisible(waits)
        there = _("By the voice of this computer, in the till's language.")
        none = _("This computer has no voice. On Linux install speech-dispatcher or espeak-ng.")
        self.voice_note.setText(there if self._desk.voice.there else none)

    def _size(self, place: int) -> None:
        self._chosen = SIZES[place]
        self._desk.sized.emit(self._chosen, False)
        self._tell()

    def _open_again(self) -> None:
        self.finish()
        self._desk.sized.emit(self._chosen, True)

    def _speak(self) -> None:
        """What is turned on is heard at once."""
        before = spoken_at(self._desk.till.device.get(SETTING, ()))
        after = self.calls.chosen()
        self._desk.till.device.keep(SETTING, sorted(after))
        self._tell()
        for name in set(after) - before:
            self._desk.voice.say(call_words()[name], self._desk.language.tag)

    def _not_said(self) -> None:
        self.voice_note.setText(_("It could not be said: this computer has no voice for this language."))
