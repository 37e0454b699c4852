"""The queue as cards, who stands there first, and its figures in words."""

from domain.floor.queue import CALLED, QueueNumber, QueueSetup, with_those_before
from domain.record.business_day import business_date
from pos_app.language import _, ngettext
from pos_app.models.todo import Todo
from pos_app.models.wording import Wording
from pos_app.workflows.views import TableView, TillView


def in_queue(view: TillView, now: int) -> tuple[QueueNumber, ...]:
    """Who wants a table on the business day of this moment, by their turn."""
    return view.queue.on(business_date(now, view.store.zone))


def queue_cards(view: TillView, now: int, wording: Wording, group: str = "") -> tuple[Todo, ...]:
    """Those of a class, "" for all: who is called first, for they may stand there; then by turn."""
    line = with_those_before(in_queue(view, now))
    mine = [(one, ahead) for one, ahead in line if group in ("", one.group)]
    mine.sort(key=lambda pair: (pair[0].state != CALLED, pair[0].called_at))
    return tuple(_card(one, ahead, now, wording) for one, ahead in mine)


def next_up(view: TillView, now: int, group: str = "") -> QueueNumber | None:
    """Whose turn it is in a class, "" for all."""
    line = (one for one in in_queue(view, now) if group in ("", one.group) and one.state != CALLED)
    return next(line, None)


def _card(one: QueueNumber, ahead: int, now: int, wording: Wording) -> Todo:
    called = one.state == CALLED
    told = [_state(one, ahead, now, wording), wording.minutes(one.at, now)]
    if one.passes:
        told.append(ngettext("passed over once", "passed over {n} times", one.passes).format(n=one.passes))
    call = ("call", _("Call again") if called else _("Call"), "secondary")
    passed = (("pass", _("Passed over"), "secondary"),) if called else ()
    return Todo(
        key=f"queue.{one.id}",
        title=f"{one.text} · {wording.guests(one.guests)}",
        note=" · ".join(told),
        look="bill" if called else "",
        icon="bell" if called else "members",
        acts=(*passed, call, ("seat", _("Seat"), "dark" if called else "secondary")),
        table="",
        request=one.id,
        edge="accent" if called else "line",
    )


def _state(one: QueueNumber, ahead: int, now: int, wording: Wording) -> str:
    if one.state == CALLED:
        ago = wording.ago(one.called_at, now)
        again = _("called {n} times, {ago}").format(n=one.calls, ago=ago)
        return again if one.calls > 1 else _("called {ago}").format(ago=ago)
    return ngettext("{n} before them", "{n} before them", ahead).format(n=ahead) if ahead else _("next")


def class_words(setup: QueueSetup, group: str) -> str:
    """How many guests the parties of a class have: "3–4"."""
    least, most = next(one.least for one in setup.groups if one.id == group), setup.most(group)
    return f"{least}+" if not most else f"{least}–{most}" if most > least else str(most)


def fitting(tables: list[TableView], guests: int) -> list[TableView]:
    """Free tables, those first at which a party sits best: all have a seat, and few stay empty."""
    return sorted(
        tables, key=lambda one: (one.state != "free", one.table.seats < guests, one.table.seats, one.table.id)
    )
