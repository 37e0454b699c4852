"""What needs a person now: bills and waiters called for, tables that wait or are to be cleared, phones."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from domain.people.chat import Chat
from domain.people.feedback import Feedback
from pos_app.language import _, ngettext, pgettext
from pos_app.models.chats import chat_title
from pos_app.models.feedback import feedback_note, stars_words, unread
from pos_app.models.rows import RowsModel
from pos_app.models.store_code import held_words, place_words
from pos_app.models.tables import LOOKS
from pos_app.models.wording import Wording
from pos_app.workflows.views import HeldView, LineView, NewsView, OpeningView, OrderView, TableView, TillView

LATER = "later"
_URGENCY = {"bill": 0, "call": 1, "waiting": 2, "paid": 3, "clean": 4}


@dataclass(frozen=True, slots=True)
class Todo:
    """One card. `acts` are (key, words, kind of button); look and icon colour its square."""

    key: str
    title: str
    note: str
    look: str
    icon: str
    acts: tuple[tuple[str, str, str], ...]
    table: str
    opening: str = ""
    request: str = ""
    edge: str = "line"


def todos(view: TillView, now: int, wording: Wording) -> tuple[Todo, ...]:
    """Worst first, and the longest waiting first among equals."""
    found = [(_kind(one), one) for table in view.tables.values() for one in table.each]
    wanted = [(kind, table) for kind, table in found if kind]
    wanted.sort(key=lambda pair: (_URGENCY[pair[0]], _since(*pair), pair[1].table.id, pair[1].party))
    cards = tuple(_todo(kind, table, now, wording) for kind, table in wanted)
    weights = (card for one in view.openings.values() if (card := _to_weigh(one, view, wording)))
    correcting = (_correcting(one, wording) for one in view.openings.values() if _corrects(one, view))
    return (*cards, *weights, *correcting, *_paid_later(view, wording))


def hurry(cards: Iterable[Todo]) -> int:
    """How many of them somebody is to see to now: bills that are paid later are no hurry."""
    return sum(card.key != LATER for card in cards)


def phone_cards(view: TillView, now: int, wording: Wording) -> tuple[Todo, ...]:
    """Phone orders that wait to be accepted, what guests say of their meal, then the latest that came in."""
    held = [_held(one, view, wording) for one in view.held]
    held += [_unpaid(order, one, view, wording) for one in view.openings.values() for order in one.unpaid]
    news = [_news(one, view, wording) for one in view.news if one.kind != "call"]
    said = [_said(one) for one in unread(view)]
    chats = {one: _chat(one, view, wording) for one in view.chats}
    new = [card for one, card in chats.items() if one.unread]
    known = [card for one, card in chats.items() if not one.unread]
    return tuple({card.key: card for card in (*held, *new, *said, *news, *known)}.values())


def todo_model(parent: QObject) -> RowsModel[Todo]:
    """Cards as a model."""
    return RowsModel(lambda todo: todo.key, lambda todo: f"{todo.title} {todo.note}", parent)


def _kind(table: TableView) -> str:
    if table.with_table:  # the table that has the bill stands for both
        return ""
    if table.called_at and table.state != "bill":
        return "call"
    return table.state if table.state in _URGENCY else ""


def _since(kind: str, table: TableView) -> int:
    if kind in ("bill", "call"):
        return table.called_at
    return table.waiting_since if kind == "waiting" else table.since


def _todo(kind: str, table: TableView, now: int, wording: Wording) -> Todo:
    minutes = wording.minutes(table.waiting_since, now)
    note, act, look = {
        "bill": (_("Bill, please · {ago}").format(ago=wording.ago(table.called_at, now)), "pay", "dark"),
        "call": (_calls(table, now, wording), "answer", "secondary"),
        "waiting": (_("Waiting {time}").format(time=minutes), "order", "secondary"),
        "paid": (_("To clear"), "clear", "secondary"),
        "clean": (_("To clean {time}").format(time=wording.minutes(table.since, now)), "clean", "secondary"),
    }[kind]
    words = {"pay": _("Pay"), "answer": _("Answered"), "order": _("Look"), "clear": _("Cleared")}.get(
        act, _("Clean")
    )
    colours, icon = ("seated", "bell") if kind == "call" else LOOKS[kind]
    return Todo(
        key=f"{kind}.{table.opening or table.table.id}",
        title=wording.name(table.label),
        note=note,
        look=colours,
        icon=icon,
        acts=((act, words, look),),
        table=table.table.id,
        opening=table.opening,
    )


def _calls(table: TableView, now: int, wording: Wording) -> str:
    ago = wording.ago(table.called_at, now)
    if table.rushed:
        return _("Asks after {dish} · {ago}").format(dish=wording.name(table.rushed), ago=ago)
    return _("Calls · {ago}").format(ago=ago)


def unweighed(lines: Iterable[LineView]) -> list[LineView]:
    """Dishes that the kitchen has begun and nobody has weighed yet 待称重."""
    return [line for line in lines if line.line.awaits_weight and not line.held]


def _to_weigh(one: OpeningView, view: TillView, wording: Wording) -> Todo | None:
    """Whoever serves or cooks enters the weight: the guests see it, and the bill waits for it."""
    lines = unweighed(one.lines)
    if not lines:
        return None
    return Todo(
        key=f"weigh.{one.opening.id}",
        title=wording.name(view.place(one.opening)),
        note=wording.name(lines[0].line.names) if len(lines) == 1 else wording.dishes(len(lines)),
        look="ordered",
        icon="scale",
        acts=(("weigh", _("Weigh"), "secondary"),),
        table=one.opening.table,
        opening=one.opening.id,
    )


def _corrects(one: OpeningView, view: TillView) -> bool:
    """Whether it stands at no table for a bill that was reversed. No order of the counter's is that."""
    if one.opening.id in view.later:
        return False
    again = bool(one.agreed.corrects) and one.settlement is None
    return not one.opening.table and (again or not one.opening.pickup)


def _correcting(one: OpeningView, wording: Wording) -> Todo:
    """A bill at no table: it corrects one of guests who have gone."""
    return Todo(
        key=f"correcting.{one.opening.id}",
        title=one.opening.number,
        note=_("Corrects a bill · {amount} to pay").format(amount=wording.money(one.due)),
        look="",
        icon="bill",
        acts=(("order", _("Look"), "secondary"),),
        table="",
        opening=one.opening.id,
    )


def to_be_paid_later(view: TillView) -> list[OpeningView]:
    """The bills of guests who have gone and pay later 暂结, oldest first."""
    found = [one for one in view.openings.values() if one.opening.id in view.later and not one.opening.table]
    return sorted(found, key=lambda one: (view.later[one.opening.id].at, one.opening.id))


def _paid_later(view: TillView, wording: Wording) -> list[Todo]:
    """One card for all of them: they may stand for days."""
    found = to_be_paid_later(view)
    if not found:
        return []
    due = wording.money(sum(one.due for one in found), True)
    names = pgettext("list", ", ").join(view.later[one.opening.id].name for one in found)
    title = ngettext("{n} bill is paid later", "{n} bills are paid later", len(found))
    return [
        Todo(
            key=LATER,
            title=title.format(n=len(found)),
            note=f"{due} · {names}",
            look="",
            icon="hourglass",
            acts=((LATER, _("Look"), "secondary"),),
            table="",
        )
    ]


def _held(held: HeldView, view: TillView, wording: Wording) -> Todo:
    label = held_words(held, view, wording)
    words = wording.dishes(sum(line.quantity for line in held.cart) // 1000)
    return Todo(
        key=f"held.{held.request}",
        title=f"{label} · {words} {wording.money(held.amount, True)}",
        note=_("{time} · new phone, waits for you").format(time=wording.clock(held.at)),
        look="waiting",
        icon="phone",
        acts=(("refuse", _("No"), "secondary"), ("admit", _("Accept"), "dark")),
        table=held.table,
        request=held.request,
        edge="warn",
    )


def _unpaid(order: OrderView, one: OpeningView, view: TillView, wording: Wording) -> Todo:
    """A phone's order that the kitchen gets once it is paid, here or on the phone."""
    label = wording.name(view.place(one.opening))
    dishes = wording.dishes(sum(line.line.quantity for line in order.lines if line.unpaid) // 1000)
    return Todo(
        key=f"unpaid.{order.id}",
        title=f"{label} · {dishes} {wording.money(order.amount, True)}",
        note=_("Pays first · kept until {time}").format(time=wording.clock(order.pay_by)),
        look="waiting",
        icon="hourglass",
        acts=(("release", _("Let go"), "secondary"), ("pay", _("Pay"), "dark")),
        table=one.opening.table,
        opening=one.opening.id,
        request=order.id,
        edge="warn",
    )


def _chat(chat: Chat, view: TillView, wording: Wording) -> Todo:
    return Todo(
        key=f"chat.{chat.phone}",
        title=chat_title(chat, view, wording),
        note=chat.messages[-1].text,
        look="seated" if chat.unread else "",
        icon="note",
        acts=(("chat", _("Answer") if chat.unread else _("Look"), "dark" if chat.unread else "secondary"),),
        table="",
        request=chat.phone,
        edge="accent" if chat.unread else "line",
    )


def _said(one: Feedback) -> Todo:
    return Todo(
        key=f"feedback.{one.id}",
        title=stars_words(one),
        note=feedback_note(one),
        look="waiting" if one.bad else "",
        icon="warning" if one.bad else "star",
        acts=(("read", _("Read"), "secondary"),),
        table="",
        request=one.id,
        edge="warn" if one.bad else "line",
    )


def _news(news: NewsView, view: TillView, wording: Wording) -> Todo:
    known = view.openings.get(news.opening)
    label = wording.name(view.place(known.opening)) if known else place_words(news.table, view, wording)
    label = wording.name(news.at_table) or label
    words = wording.dishes(news.dishes)
    amount = "" if news.kind == "unpaid" else wording.money(news.amount, True)
    who = _("guest {n}").format(n=news.guest) if news.guest else _("phone")
    refused = news.kind in ("refused", "unpaid")
    state = {"refused": _("refused"), "unpaid": _("not paid in time, let go")}.get(news.kind, _("sent"))
    return Todo(
        key=f"news.{news.at}.{news.table}.{news.guest}.{news.kind}",
        title=" ".join(filter(None, (f"{label} · {words}", amount))),
        note=f"{wording.clock(news.at)} {who} · {state}",
        look="",
        icon="phone",
        acts=(("", "", "warning" if refused else "tick-circle"),),
        table=news.table,
        opening=news.opening,
        edge="warn" if refused else "accent",
    )
