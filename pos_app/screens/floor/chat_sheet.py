"""What is written with one guest: whoever looks has read it; an answer is on the phone at once."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from domain.people.chat import LONGEST, WECHAT, Chat
from pos_app.language import _
from pos_app.models.chats import Said, chat_place, said
from pos_app.screens.desk import Desk
from pos_app.screens.floor.guest_file import draw_picture, play_voice
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, label, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.sheet import Sheet

WIDEST = 420  # pixels of a message
PICTURE = QSize(WIDEST - 40, 320)  # at most


class ChatSheet(Sheet):
    """Follows the view; `phone` names the guest's phone."""

    def __init__(self, desk: Desk, window: QWidget, phone: str) -> None:
        super().__init__(desk.theme, window, QSize(600, 640))
        self._desk, self._phone = desk, phone
        self._message = desk.till.new_id()
        self._shown: tuple[Said, ...] = ()
        self._area = Scroll()
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self._area, 1)
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST)
        self.line.setMinimumHeight(48)
        self.line.setPlaceholderText(_("Answer"))
        self.line.setAccessibleName(_("Answer"))
        self.body.addWidget(self.line)
        self.begins_at = self.line
        self._remove = self._button("secondary", "trash", _("Delete"), self._forget)
        self.send = self._button("primary", "", _("Send to the phone"), self._send)
        self.foot.addWidget(self._remove)
        self.foot.addStretch(1)
        self.foot.addWidget(self.send)
        desk.viewed.connect(self._draw)
        desk.pictured.connect(self._pictured)
        self._draw()

    def _button(self, kind: str, icon: str, words: str, act: object, can: bool = True) -> Button:
        made = Button(self._desk.theme, kind, icon, "", 56)
        made.setText(words)
        made.clicked.connect(act)
        made.setEnabled(can)
        return made

    def typed(self) -> bool:
        return bool(self.line.text().strip())

    def _chat(self) -> Chat | None:
        return next((one for one in self._desk.view.chats if one.phone == self._phone), None)

    def _draw(self) -> None:
        desk, chat = self._desk, self._chat()
        if chat is None:
            self.send.setEnabled(False)
            self._refused(_("What was written with this guest is gone."))
            return
        wechat = chat.via == WECHAT
        kept = _("Kept for two days at most.") if wechat else _("Kept for a day at most.")
        self.say(chat_place(chat, desk.view, desk.wording), kept)
        if wechat:
            self.send.setText(_("Send to WeChat"))
        now = said(chat, desk.view, desk.wording)
        if now != self._shown:
            self._shown = now
            self._fill(now)
        if chat.unread:
            desk.ask(desk.till.chat.read(chat.phone, desk.by))

    def _fill(self, messages: tuple[Said, ...]) -> None:
        inner = QWidget()
        inner.setProperty("ground", "none")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(10)
        column.addStretch(1)
        for one in messages:
            column.addLayout(self._row(one))
        self._area.setWidget(inner)
        QTimer.singleShot(0, self._to_end)

    def _row(self, one: Said) -> QHBoxLayout:
        frame = Card("soft" if one.mine else "true", 10, 0)
        frame.setMaximumWidth(WIDEST)
        words = wrapped(one.text)
        words.setMinimumWidth(min(WIDEST - 40, words.fontMetrics().horizontalAdvance(one.text) + 8))
        frame.body.addWidget(words)
        if one.picture:
            frame.body.addWidget(self._picture(one.picture))
        if one.voice:
            frame.body.addWidget(self._voice(one.voice))
        under = wrapped(one.under, 14, tone="danger" if one.failed else "ink2")
        under.setMinimumWidth(min(WIDEST - 40, under.fontMetrics().horizontalAdvance(one.under) + 8))
        frame.body.addWidget(under)
        row = QHBoxLayout()
        if one.mine:
            row.addStretch(1)
        row.addWidget(frame)
        if not one.mine:
            row.addStretch(1)
        return row

    def _picture(self, id: str) -> QLabel:
        """It may come later than the message."""
        place = label(tone="ink2")
        place.setAccessibleName(_("Picture"))
        if not draw_picture(place, self._desk.till.guest_shelf.get(id), PICTURE):
            place.setText(_("A picture is on its way."))
        return place

    def _voice(self, id: str) -> Button:
        file = self._desk.till.guest_shelf.get(id)
        if file is None:
            return self._button("quiet", "volume", _("A voice message is on its way."), lambda: None, False)
        return self._button("quiet", "volume", _("Play the voice message"), lambda: self._play(file))

    def _play(self, file: bytes) -> None:
        if not play_voice(file):
            self._refused(_("This computer plays no such file. The owner's page gives it to a phone."))

    def _pictured(self) -> None:
        if any(one.picture or one.voice for one in self._shown):
            self._fill(self._shown)

    def _to_end(self) -> None:
        if isValid(self._area):
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.maximum())

    def _send(self) -> None:
        desk, text = self._desk, self.line.text().strip()
        if text:
            sent = desk.till.chat.answer(self._phone, self._message, text, desk.by)
            desk.ask(sent, self._sent, self._refused)

    def _sent(self, _none: None) -> None:
        self._message = self._desk.till.new_id()
        self.line.clear()
        self._no.hide()

    def _forget(self) -> None:
        self._desk.ask(self._desk.till.chat.remove(self._phone, self._desk.by), lambda _: self.finish())

    def _refused(self, words: str) -> None:
        self._no.setText(words)
        self._no.show()
