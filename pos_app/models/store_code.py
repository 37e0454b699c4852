"""Phones' orders by the store's code in words: what they are, for when, and whether phones may order now."""

import re

from domain.floor.openings import Opening
from domain.floor.store_code import PLACE, StoreCode
from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.workflows.views import HeldView, TillView

PAUSES = (15, 30, 60)  # minutes
Hours = tuple[tuple[int, ...], ...]


def kind_words(to_go: bool) -> str:
    """Of an order that has no number yet."""
    return _("Takeaway") if to_go else _("Eats here")


def place_words(table: str, view: TillView, wording: Wording) -> str:
    """Where a phone asked: its table, else the counter."""
    return _("Counter") if table == PLACE else wording.name(view.floor.label_of(table))


def held_words(held: HeldView, view: TillView, wording: Wording) -> str:
    """Whose order waits: the table, else takeaway or not and for when."""
    known = view.openings.get(held.opening)
    if known:
        return wording.name(view.place(known.opening))
    if held.table != PLACE:
        return wording.name(view.floor.label_of(held.table))
    wanted = _("for {time}").format(time=wording.clock(held.wanted_at)) if held.wanted_at else ""
    return " ".join(filter(None, (kind_words(held.to_go), wanted)))


def later_words(opening: Opening, wording: Wording) -> str:
    """When the kitchen begins an order that is for later."""
    return _("kitchen begins {time}").format(time=wording.clock(opening.begin_at))


def hours_words(hours: Hours) -> str:
    """As a person types them: "10:00-14:00, 17:00-21:30"; "" for always."""
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in hours)


def hours_from(text: str) -> Hours:
    """What a person typed. Raises ValueError."""
    spans = [one for one in re.split(r"[,，;；\s]+", re.sub(r"\s*[-–—~～到至]\s*", "-", text.strip())) if one]
    return tuple(_span(one.replace("：", ":")) for one in spans)


def _span(text: str) -> tuple[int, ...]:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", text)
    if found is None:
        raise ValueError(text)
    begin, begin_minute, end, end_minute = (int(one) for one in found.groups())
    if max(begin, end) > 23 or max(begin_minute, end_minute) > 59:
        raise ValueError(text)
    return begin * 60 + begin_minute, end * 60 + end_minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def can_order(setup: StoreCode) -> bool:
    """Whether the house lets phones order at the counter at all."""
    return bool(setup.on and setup.code)


def standing_words(view: TillView, now: int, wording: Wording) -> str:
    """Whether phones may order at the counter now."""
    setup = view.store_code
    if not can_order(setup):
        return _("Phones off")
    if setup.paused_until > now:
        return _("Phones paused until {time}").format(time=wording.clock(setup.paused_until))
    return _("Phones")
