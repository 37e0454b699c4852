"""What the till says aloud, in words: a number that is called, money that has come."""

from domain.money.currency import decimals
from pos_app.language import _
from pos_app.models.counter import calls
from pos_app.models.wording import Wording
from pos_app.workflows.views import TillView

NUMBER, RECEIVED = "number", "received"
CALLS = (NUMBER, RECEIVED)
SETTING = "spoken"  # of the till: what it says


def call_words() -> dict[str, str]:
    """When each is said."""
    return {NUMBER: _("Number called"), RECEIVED: _("Money received")}


def spoken_at(value: object) -> frozenset[str]:
    """Those that a till says, out of what it has kept."""
    return frozenset(value) & frozenset(CALLS) if isinstance(value, list | tuple) else frozenset()


def number_words(view: TillView, now: int) -> str:
    """The number that was called last; "" if none waits."""
    found = calls(view, now)
    number = next(iter(found.called), "")
    if not number:
        return ""
    words = _("Number {number}, your table is ready.") if number in found.tables else ""
    return (words or _("Number {number}, your order is ready.")).format(number=number)


def received_words(amount: int, wording: Wording) -> str:
    """Minor units that have come; figures as a voice reads them, "128.5 yuan"."""
    if wording.currency != "CNY":
        return _("{amount} received").format(amount=wording.money(amount))
    figure = f"{amount / 10 ** decimals(wording.currency):.2f}".rstrip("0").rstrip(".")
    return _("{n} yuan received").format(n=figure)
