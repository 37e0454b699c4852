"""Calls that are said aloud, if this till is set so; each has its visible twin."""

from pos_app.models.spoken import NUMBER, RECEIVED, SETTING, number_words, received_words, spoken_at
from pos_app.screens.desk import Desk


def number_called(desk: Desk) -> None:
    """A guest's number was called at the counter or for a table."""
    _say(desk, NUMBER, number_words(desk.view, desk.now))


def money_received(desk: Desk, amount: int) -> None:
    """A guest has paid by phone, minor units: nobody counts it into a drawer."""
    _say(desk, RECEIVED, received_words(amount, desk.wording))


def _say(desk: Desk, what: str, words: str) -> None:
    if words and what in spoken_at(desk.till.device.get(SETTING, ())):
        desk.voice.say(words, desk.language.tag)
