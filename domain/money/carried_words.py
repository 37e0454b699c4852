"""How each thing that is carried over is said: the same words on the screen, on paper and in the PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.errors import _m
from domain.money.carried import (
    ASIDE,
    BACK,
    CHARGE,
    CONFIRM,
    FOUND,
    HELD,
    JOB,
    LATE,
    MISSING,
    OVER,
    PARKED,
    SHIFT,
    STUCK,
    TABLE,
    TWICE,
    UNCLAIMED,
    UNSENT,
    WEIGH,
    Carried,
    Names,
)

AT_TABLE = _m("Table {label}")
TITLES = {
    PARKED: _m("Parked: {label}"),
    JOB: _m("Ticket {count} · {label}"),
    SHIFT: _m("The drawer of {label}"),
}
NOTES: Mapping[str, str] = {
    TABLE: _m("{amount} to pay"),
    UNSENT: _m("Lines not sent: {count}, {amount}"),
    WEIGH: _m("Dishes to weigh: {count}"),
    PARKED: _m("Lines: {count}, {amount}"),
    CHARGE: _m("{amount}: nobody knows yet whether it was paid"),
    ASIDE: _m("{amount} was set aside: if it was paid after all, it goes back"),
    LATE: _m("{amount} came too late and goes back to the guest"),
    UNCLAIMED: _m("{amount} has come, and no bill knows of it"),
    OVER: _m("{amount} was paid beyond the bill: to give back"),
    TWICE: _m("{amount} was paid twice, on another bill too: to give back"),
    FOUND: _m("{amount} went back in the provider's app: to book"),
    BACK: _m("{amount} is on its way back to the guest"),
    STUCK: _m("{amount} has not gone back to the guest"),
    CONFIRM: _m("{amount} is to be confirmed"),
    MISSING: _m("{amount} has not come"),
    JOB: _m("Needs somebody"),
    HELD: _m("A phone's order waits"),
    SHIFT: _m("Not handed over"),
}
UNSENT_ONLY = _m("Lines not sent: {count}")
SINCE = _m("carried over since {date}")


@dataclass(frozen=True, slots=True)
class Speech:
    """A language: how it says a text, a name in several languages, a sum, and somebody by the id."""

    translate: Callable[[str], str]
    name: Callable[[Names], str]
    money: Callable[[int], str]
    person: Callable[[str], str]


def carried_words(one: Carried, speech: Speech) -> tuple[str, str, str]:
    """What it is, what of it is open, and since when, "" since today. Of a newer program's kinds at least
    label and sum are said."""
    say, label = speech.translate, speech.name(one.label) if one.label else ""
    if one.kind == SHIFT:
        label = speech.person(label)
    values = {"label": label, "count": one.count, "amount": speech.money(one.amount)}
    title = say(template).format(**values) if (template := _title(one)) else label
    tender = speech.name(one.tender) if one.tender else ""
    note = say(_note(one)).format(**values)
    since = say(SINCE).format(date=one.since) if one.since else ""
    return " · ".join(filter(None, (title, tender))), note, since


def _title(one: Carried) -> str:
    """ "" for the label alone: a number at the counter says what it is."""
    if one.kind in TITLES:
        return TITLES[one.kind]
    return AT_TABLE if one.label and not one.counter and one.kind in NOTES else ""


def _note(one: Carried) -> str:
    if one.kind == UNSENT and not one.amount:  # so of days before sums stood beside them
        return UNSENT_ONLY
    return NOTES.get(one.kind, "{amount}")
