"""How a day is said: what its takings consist of, what is carried over, and where to look at it."""

from dataclasses import dataclass, replace

from domain.money.carried import AT_TABLE, BY_CODE, CHARGE, GOING_BACK, HELD, JOB, OVER, PARKED, Carried
from domain.money.carried_words import Speech, carried_words
from domain.money.day_figures import DayFigures
from domain.money.to_confirm import DENIED
from domain.money.unconfirmed import Unconfirmed
from pos_app.language import _, ngettext, pgettext
from pos_app.models.wording import Wording
from pos_app.workflows.report_slips import CHANGE_WORDS, DEPOSIT_WORDS, PART_WORDS
from pos_app.workflows.views import TillView

GOING, TO_CONFIRM = "going-back", "to-confirm"
"""Places of the drawer's screen: what goes back to guests, and payments by the printed code."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Something open, ``since`` when if not since today, with where one tap leads: a screen and its place."""

    title: str
    note: str
    since: str
    screen: str
    place: str = ""


def part_word(name: str) -> str:
    """A part of the takings."""
    return _(PART_WORDS.get(name, name))


def change_word(kind: str) -> str:
    """What staff changed."""
    return _(CHANGE_WORDS[kind])


def loose_ends(carried: tuple[Carried, ...], view: TillView, wording: Wording) -> tuple[Loose, ...]:
    """What is open, in the order of the day's figures."""
    speech = Speech(_, wording.name, wording.money, lambda staff_id: _person(staff_id, view, wording))
    return tuple(_loose(one, view, speech) for one in carried)


def steps(view: TillView, loose: int, closed: bool) -> tuple[tuple[str, bool], ...]:
    """How a day ends, and what of it is done: the drawer is counted, nothing is open, the Z is there.

    None waits for another: a manager may close at any time.
    """
    shift = view.drawer.shift
    return (
        (pgettext("day", "Count"), closed or shift is None or bool(shift.count)),
        (pgettext("day", "Check"), closed or not loose),
        (pgettext("day", "Close"), closed),
    )


def _loose(one: Carried, view: TillView, speech: Speech) -> Loose:
    if one.kind == JOB:  # days of before have the station's id there
        names = next((s.names for s in view.menu.stations if s.id == one.label.get("und")), one.label)
        one = replace(one, label=names)
    return Loose(*carried_words(one, speech), *_place(one, view))


def _place(one: Carried, view: TillView) -> tuple[str, str]:
    """The screen where it is dealt with, and the place there."""
    if one.kind in AT_TABLE:
        return "order", one.of
    if one.kind == CHARGE and one.of in view.charges:
        opening = view.charges[one.of].grant.opening
        return ("payment", opening) if opening in view.openings else ("drawer", GOING)
    if one.kind in (CHARGE, OVER, *GOING_BACK):
        return "drawer", GOING
    if one.kind in BY_CODE:
        return "drawer", TO_CONFIRM
    return {JOB: ("printers", ""), HELD: ("floor", ""), PARKED: ("floor", PARKED)}.get(
        one.kind, ("drawer", "")
    )


def _person(staff_id: str, view: TillView, wording: Wording) -> str:
    return wording.name(next((one.name for one in view.staff if one.id == staff_id), {"und": staff_id}))


def said_of(figures: DayFigures, wording: Wording) -> str:
    """Bills and guests in one line."""
    bills = ngettext("{n} bill", "{n} bills", figures.bills).format(n=figures.bills)
    return f"{bills} · {wording.guests(figures.guests)}"


def unconfirmed_words(one: Unconfirmed, wording: Wording) -> str:
    """What of the money nobody has seen arrive."""
    amount = wording.money(one.amount)
    if one.state == DENIED:
        words = ngettext(
            "{amount} by the printed code has not come: {n} payment.",
            "{amount} by the printed code has not come: {n} payments.",
            one.count,
        )
    else:
        words = ngettext(
            "{amount} by the printed code is to be confirmed: {n} payment.",
            "{amount} by the printed code is to be confirmed: {n} payments.",
            one.count,
        )
    return words.format(amount=amount, n=one.count)


def deposit_word(kind: str) -> str:
    """What happened to deposits."""
    return _(DEPOSIT_WORDS.get(kind, kind))
