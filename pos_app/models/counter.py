"""Orders at the counter as cards: whose number is to be called, paid or handed over; and the call screen."""

from dataclasses import dataclass

from domain.floor.pickup import label_of, number_text
from domain.floor.pickup_seen import waits_for_its_time
from domain.floor.queue import CALLED
from domain.selling.menu import Names
from pos_app.language import _, ngettext
from pos_app.models.queue import in_queue
from pos_app.models.store_code import later_words
from pos_app.models.todo import Todo
from pos_app.models.wording import MINUTE, Wording
from pos_app.workflows.views import OpeningView, TillView

SHOWN_AGAIN = 30_000  # milliseconds for which a number that was just called stands out


def at_counter(view: TillView) -> tuple[OpeningView, ...]:
    """The open orders without a table, first come first."""
    found = [one for one in view.openings.values() if one.opening.pickup and not one.opening.table]
    return tuple(sorted(found, key=lambda one: (one.opening.started_at, one.opening.pickup)))


def counter_cards(view: TillView, now: int, wording: Wording) -> tuple[Todo, ...]:
    """What is ready first, for its guest stands there; then by when the kitchen begins."""
    orders = sorted(at_counter(view), key=lambda one: (not one.opening.ready_at, one.opening.begin_at))
    return tuple(_card(one, view, now, wording) for one in orders)


def line_words(view: TillView, now: int) -> str:
    """What a guest is told who asks how long it takes: how much is to be made, and how long that may take."""
    line, cups = view.line, view.store_code.cups
    if not line.pieces:
        return ""
    many = (
        ngettext("{n} cup to be made", "{n} cups to be made", line.pieces)
        if cups
        else ngettext("{n} dish to be made", "{n} dishes to be made", line.pieces)
    ).format(n=line.pieces)
    left = -(-(line.about - now) // MINUTE)
    if not line.about:
        return many
    soon = ngettext("about {n} minute", "about {n} minutes", left).format(n=left)
    return " · ".join((many, soon if left > 0 else _("it takes a little longer than usual")))


def _card(order: OpeningView, view: TillView, now: int, wording: Wording) -> Todo:
    opening = order.opening
    look, icon, word = _state(order)
    dishes = sum(line.line.quantity for one in order.orders for line in one.lines) // 1000
    since = opening.ready_at or opening.ordered_at or opening.started_at
    money = wording.money(order.bill.total, True)
    paid = (
        _("paid") if opening.paid_at else _("to pay {amount}").format(amount=wording.money(order.due, True))
    )
    told = [
        word,
        later_words(opening, wording) if waits_for_its_time(opening) else wording.minutes(since, now),
    ]
    if order.orders:
        told += [wording.dishes(dishes), paid if order.due or opening.paid_at else money]
    title = wording.name(label_of(view.floor, opening))
    if opening.wanted_at:
        title += " · " + _("for {time}").format(time=wording.clock(opening.wanted_at))
    return Todo(
        key=f"counter.{opening.id}",
        title=title,
        note=" · ".join(told),
        look=look,
        icon=icon,
        acts=_acts(order),
        table="",
        opening=opening.id,
        edge="accent" if opening.ready_at else "line",
    )


def _state(order: OpeningView) -> tuple[str, str, str]:
    """Colours, icon and word."""
    opening = order.opening
    if opening.ready_at:
        return "bill", "bell", _("Ready, called")
    if waits_for_its_time(opening):
        return "reserved", "bookmark", _("Ordered ahead")
    if not order.orders:
        return "seated", "takeaway" if opening.to_go else "fast-food", _("To order")
    return "ordered", "takeaway" if opening.to_go else "fast-food", _("Being made")


def _acts(order: OpeningView) -> tuple[tuple[str, str, str], ...]:
    opening = order.opening
    if not order.orders:
        return (("order", _("Order"), "secondary"),)
    call = ("call", _("Call again") if opening.ready_at else _("Ready, call"), "secondary")
    if order.due > 0:
        return (call, ("pay", _("Pay"), "dark"))
    return (call, ("hand_over", _("Handed over"), "dark"))


@dataclass(frozen=True, slots=True)
class Calls:
    """What the guests see: numbers whose dishes are ``ready`` or that have a table (``tables``), the latest
    call first, ``called`` both; those that are being made; who comes next in each class of the ``queue``.
    """

    ready: tuple[str, ...]
    fresh: frozenset[str]
    making: tuple[str, ...]
    tables: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    queue: tuple[str, ...] = ()


def calls(view: TillView, now: int) -> Calls:
    """The numbers of the open orders, and of the queue, at a moment."""
    orders, line = [one.opening for one in at_counter(view)], in_queue(view, now)
    ready = [(one.called_out_at, number_text(one.pickup)) for one in orders if one.ready_at]
    tables = [(one.called_at, one.text) for one in line if one.state == CALLED]
    firsts = {one.group: one.text for one in reversed(line) if one.state != CALLED}
    return Calls(
        _latest(ready),
        frozenset(number for at, number in (*ready, *tables) if now - at < SHOWN_AGAIN),
        tuple(
            number_text(one.pickup)
            for one in orders
            if one.rounds and not (one.ready_at or waits_for_its_time(one))
        ),
        _latest(tables),
        _latest([*ready, *tables]),
        tuple(firsts[group] for group in sorted(firsts)),
    )


def _latest(called: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(number for _at, number in sorted(called, key=lambda one: -one[0]))


def store_name(names: Names, branch: Names, wording: Wording) -> str:
    """Whose counter it is."""
    return " ".join(filter(None, (wording.name(names), wording.name(branch))))
