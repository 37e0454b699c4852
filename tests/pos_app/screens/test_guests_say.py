"""What a guest says reaches the cashier's inbox: words, the picture behind them; and is taken back."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from domain.selling.pictures import picture_id
from pos_app.screens.floor.feedback_sheet import FeedbackSheet
from pos_app.screens.floor.side import FloorSide
from pos_app.workflows.chatting import hear_forget
from pos_app.workflows.hearing_guests import hear_feedback
from tests.pos_app.evening import Evening, picture
from tests.pos_app.hand import Hand


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
