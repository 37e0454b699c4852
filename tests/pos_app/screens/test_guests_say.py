"""What a guest says reaches the cashier's inbox: words, the picture behind them; and is taken back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel

from domain.floor.store_code import PLACE
from domain.people.chat import WECHAT
from domain.selling.pictures import picture_id
from pos_app.screens.floor.chat_sheet import ChatSheet
from pos_app.screens.floor.feedback_sheet import FeedbackSheet
from pos_app.screens.floor.guest_file import drop_voices
from pos_app.screens.floor.side import FloorSide
from pos_app.workflows.chatting import hear_forget, hear_media, hear_word
from pos_app.workflows.hearing_guests import hear_feedback
from tests.pos_app.evening import Evening, picture
from tests.pos_app.hand import Hand

VOICE = b"#!AMR\n" + bytes(900)
VOICE_ID = picture_id(VOICE)


def plate() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (960, 1280), "sienna").save(out, "JPEG")
    return out.getvalue()


def say(evening: Evening, **more: Any) -> dict[str, Any]:
    """A guest who has ordered by phone says something; who she is."""
    opening = next(one.opening for one in evening.till.view.openings.values() if one.opening.phones)
    who = {"id": evening.till.new_id(), "phone": opening.phones[0], "opening": opening.id}
    told = {**who, "stars": 1, **more}
    evening.write(lambda entry: hear_feedback(entry, told, evening.time))
    return who


def read(hand: Hand) -> FeedbackSheet:
    """Tap on the card in the inbox, once it is there."""
    inbox = hand.only(FloorSide)._news
    hand.wait(lambda: any(todo.note == "with a picture · 太咸" for todo in hand.values(inbox)))
    hand.act(inbox, "Read", lambda todo: todo.title.startswith("★☆☆☆☆"))
    sheet = hand.sheet()
    assert isinstance(sheet, FeedbackSheet)
    return sheet


def test_the_words_are_read_before_the_picture_is_there_and_the_picture_joins_them(
    hand: Hand, evening: Evening
) -> None:
    picture(evening)
    jpeg = plate()
    say(evening, words="太咸", picture=picture_id(jpeg))
    sheet = read(hand)
    assert sheet.picture.text() == "A picture is on its way."
    evening.till.guest_shelf.put(jpeg)
    hand.wait(lambda: not sheet.picture.pixmap().isNull())
    shown = sheet.picture.pixmap().deviceIndependentSize()
    assert (shown.width(), shown.height()) == (285, 380), "whole, as large as fits"
    hand.press("Have read it")
    hand.wait(lambda: bool(evening.till.view.feedback[0].seen_at))


def test_what_a_guest_sends_inside_wechat_is_seen_and_heard(
    hand: Hand, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[bytes] = []

    def play(url: QUrl) -> bool:
        played.append(Path(url.toLocalFile()).read_bytes())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", play)
    picture(evening)
    jpeg, phone = plate(), "0" * 28 + "7f3a"
    for text, media in (("[A picture]", f"picture {picture_id(jpeg)}"), ("[Voice]", f"voice {VOICE_ID}")):
        word = {"id": evening.till.new_id(), "phone": phone, "text": text, "table": PLACE, "via": WECHAT}
        evening.write(lambda entry, word=word: hear_word(entry, word, evening.time))
        told = {"id": evening.till.new_id(), "phone": phone, "message": word["id"], "media": media}
        evening.write(lambda entry, told=told: hear_media(entry, told))
    hand.wait(lambda: any(one.phone == phone for one in evening.till.view.chats))
    sheet = ChatSheet(hand.window.desk, hand.window, phone)
    sheet.open()
    hand.wait_to_read("A picture is on its way.")
    assert not hand.button("A voice message is on its way.").isEnabled()
    evening.till.guest_shelf.put(jpeg)
    evening.till.guest_shelf.put(VOICE)
    hand.wait(lambda: any(not one.pixmap().isNull() for one in sheet.findChildren(QLabel)))
    hand.press("Play the voice message")
    assert played == [VOICE]
    drop_voices()
    sheet.finish()


def test_what_the_guest_takes_back_leaves_the_open_sheet(hand: Hand, evening: Evening) -> None:
    picture(evening)
    jpeg = plate()
    evening.till.guest_shelf.put(jpeg)
    who = say(evening, words="太咸", picture=picture_id(jpeg))
    sheet = read(hand)
    assert not sheet.picture.pixmap().isNull()
    evening.write(lambda entry: hear_forget(entry, who, evening.time))
    hand.wait_to_read("The guest has taken it back.")
    assert not hand.reads("太咸") and sheet.picture.pixmap().isNull() and not sheet.read.isEnabled()
