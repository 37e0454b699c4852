"""How a day is said: what its takings consist of, what is carried over, and where to look at it."""

from dataclasses import dataclass

from domain.money.day_figures import Carried, DayFigures
from domain.money.deposits import BACK, KEPT, RESTORED, TAKEN, USED
from domain.money.to_confirm import DENIED
from domain.money.unconfirmed import Unconfirmed
from pos_app.language import _, ngettext
from pos_app.models.wording import Wording
from pos_app.workflows.views import TillView


@dataclass(frozen=True, slots=True)
class Loose:
    """Something open, with where one tap leads: a screen and its place."""

    icon: str
    title: str
    note: str
    screen: str
    place: str = ""


def part_word(name: str) -> str:
    """A part of the takings."""
    return {
        "subtotal": _("Dishes"),
        "service": _("Service charge"),
        "cover": _("Cover charge"),
        "packing": _("Packing"),
        "minimum": _("Up to the minimum spend"),
        "tax": _("Tax"),
        "rounded_up": _("Rounded up"),
        "other": _("Other fees"),
        "promotion": _("Promotions"),
        "given": _("Dishes given and discounted"),
        "by_hand": _("Bills discounted by hand"),
        "rounding": _("Rounding"),
        "reduction": _("Reductions"),
        "refunded": _("Refunds"),
        "reversed": _("Reversed bills"),
        "deals": _("Group vouchers, never received"),
        "no_takings": _("Vouchers"),
    }.get(name, name)


def loose_ends(carried: tuple[Carried, ...], view: TillView, wording: Wording) -> tuple[Loose, ...]:
    """What is open, worst first as the day's figures list it."""
    return tuple(_loose(one, view, wording) for one in carried)


def _loose(one: Carried, view: TillView, wording: Wording) -> Loose:
    label = wording.name(one.label)
    if one.kind == "table":
        words = _("{amount} to pay").format(amount=wording.money(one.amount))
        return Loose("table", _("Table {label}").format(label=label), words, "order", one.of)
    if one.kind == "unsent":
        words = ngettext("{n} line not sent", "{n} lines not sent", one.count).format(n=one.count)
        return Loose("pot", _("Table {label}").format(label=label), words, "order", one.of)
    if one.kind == "job":
        station = next((s.names for s in view.menu.stations if s.id == label), one.label)
        title = _("Ticket {n} · {station}").format(n=one.count, station=wording.name(station))
        return Loose("printer", title, _("Look at the paper"), "printers")
    if one.kind == "held":
        return Loose("phone", _("Table {label}").format(label=label), _("A phone's order waits"), "floor")
    name = next((person.name for person in view.staff if person.id == label), one.label)
    title = _("The drawer of {name}").format(name=wording.name(name))
    return Loose("drawer", title, _("Not handed over"), "drawer")


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
    return {
        TAKEN: _("Deposits taken"),
        BACK: _("Deposits given back"),
        USED: _("Deposits used"),
        KEPT: _("Deposits kept"),
        RESTORED: _("Deposits held again"),
    }.get(kind, kind)
