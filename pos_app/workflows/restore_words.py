"""What a person is told before a restore: each server and the old folder, and what exactly will be missing.

Screen and command say the same lines, each in its reader's language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.errors import _m
from domain.money.currency import amount_text
from domain.money.told_sales import Sales
from pos_app.database.old_store import DAMAGED, OLDER, WHOLE
from pos_app.workflows.beyond_backup import AWAY, REACHED, Asked, Beyond
from pos_app.workflows.restoring import Look

GOOD, PLAIN, BAD = "accent", "", "danger"
Translate = Callable[[str], str]

HAS_NOTHING = _m("{server} answers. It has nothing that is not in this backup.")
HAS_MORE = _m("{server} answers. It has {count} records more than this backup: {sales}.")
NO_ANSWER = _m("{server} does not answer. What only it has comes back once it can be reached.")
NOT_LET_IN = _m(
    "{server} answers, but does not speak with this till. A one-time code of its owner's page lets the till"
    " in again after the restore; what only it has comes back then."
)
OWN_OFF = _m("{server}, the old till's own server, does not answer: it is off when that computer is.")
COMES = _m("What servers have comes back by itself after the start: {sales}.")
OLD_HAS_NOTHING = _m("The old folder {folder} has nothing that is in neither the backup nor a server.")
TAKEN = _m("In no server that answered, but in the old till, and taken over from there: {sales}.")
OLD_DAMAGED = _m("The old folder {folder} is damaged. It was read as far as it goes, up to {newest}.")
OLD_OLDER = _m(
    "The old folder {folder} ends before this backup does, or went on otherwise: another till's folder may be"
    " the one that was used last."
)
OLD_UNREADABLE = _m("The old folder {folder} cannot be read.")

NOTHING = _m("Nothing will be missing.")
GAP = _m(
    "The old till had written at least {count} records after {newest}, such as orders and payments, that are"
    " in no server that answered and can be read nowhere. They will be missing."
)
LAST_MINUTE = _m(
    "By what this computer's key store knows, nothing will be missing but what was sold in the old till's"
    " last minute, after {newest}, and reached no server that answered."
)
UNHEARD = _m(
    "Nothing that reached {servers} will be missing. What was sold after {newest} and reached no server will"
    " be: only the old till's folder knows whether there is anything."
)
SOME_AWAY = _m(
    "Nothing that reached {servers} will be missing. What was sold after {newest} and reached only {away}"
    " comes back when that can be reached; what reached no server will be missing."
)
NOBODY_ANSWERED = _m(
    "No server answered. Everything after {newest} will be missing, but for what {away} may have: that comes"
    " back when it can be reached."
)
NO_SERVERS = _m("This till had joined no server. Everything after {newest} will be missing.")
SALES = _m(
    "orders: {orders}, paid bills: {bills} of {total}, payments: {payments} of {taken}, from {first} to"
    " {last}"
)
NO_SALE = _m("no sale among them, the newest of {newest}")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and how it is meant: GOOD | PLAIN | BAD."""

    text: str
    tone: str = PLAIN


def lines_of(seen: Look, words: Translate) -> tuple[Line, ...]:
    """All that is told of what lies beyond a backup; the last line says what will be missing."""
    say = _Saying(seen, words)
    beyond = seen.beyond
    lines = [say.server(one) for one in beyond.servers]
    if sum(bool(one.more.facts) for one in beyond.keepers) > 1:  # of one alone it is said already
        lines.append(say(COMES, sales=say.sales(beyond.comes)))
    return (*lines, *say.old(beyond), say.verdict(beyond))


class _Saying:
    """Puts figures into sentences, in the store's currency and zone."""

    def __init__(self, seen: Look, words: Translate) -> None:
        self._words, self._head = words, seen.head
        self._zone = ZoneInfo(seen.head.zone)

    def __call__(self, text: str, tone: str = PLAIN, **facts: object) -> Line:
        return Line(self._words(text).format_map(facts), tone)

    def server(self, one: Asked) -> Line:
        if one.state == REACHED:
            if not one.more.facts:
                return self(HAS_NOTHING, server=one.url)
            return self(HAS_MORE, server=one.url, count=one.more.facts, sales=self.sales(one.more))
        if one.own:
            return self(OWN_OFF, server=one.url)
        return self(NO_ANSWER if one.state == AWAY else NOT_LET_IN, BAD, server=one.url)

    def old(self, beyond: Beyond) -> list[Line]:
        old, found = beyond.old, list[Line]()
        newest = self.moment(max(self._head.newest, beyond.taken.newest))
        if old is not None and old.state == WHOLE and not beyond.taken.facts:
            found.append(self(OLD_HAS_NOTHING, folder=old.folder))
        elif old is not None and old.state != WHOLE:
            text = {DAMAGED: OLD_DAMAGED, OLDER: OLD_OLDER}.get(old.state, OLD_UNREADABLE)
            found.append(self(text, BAD, folder=old.folder, newest=newest))
        return found + ([self(TAKEN, sales=self.sales(beyond.taken))] if beyond.taken.facts else [])

    def verdict(self, beyond: Beyond) -> Line:
        reached = self.names(one for one in beyond.keepers if one.state == REACHED)
        away = self.names(one for one in beyond.keepers if one.state != REACHED)
        facts = {"servers": reached, "away": away, "newest": self.moment(beyond.newest)}
        if beyond.gap == 0:
            sure = beyond.old is not None and beyond.old.state == WHOLE
            return self(NOTHING, GOOD) if sure else self(LAST_MINUTE, PLAIN, **facts)
        if beyond.gap > 0:
            return self(GAP, BAD, count=beyond.gap, **facts)
        if reached:
            return self(SOME_AWAY if away else UNHEARD, BAD if away else PLAIN, **facts)
        return self(NOBODY_ANSWERED if away else NO_SERVERS, BAD, **facts)

    def sales(self, sales: Sales) -> str:
        if not sales.any:
            return self(NO_SALE, newest=self.moment(sales.newest)).text
        facts = {name: getattr(sales, name) for name in ("orders", "bills", "payments")}
        sums = {name: amount_text(getattr(sales, name), self._head.currency) for name in ("total", "taken")}
        ends = {"first": self.moment(sales.first), "last": self.moment(sales.last)}
        return self(SALES, **facts, **sums, **ends).text

    def moment(self, at: int) -> str:
        return f"{datetime.fromtimestamp(at / 1000, self._zone):%Y-%m-%d %H:%M}"

    @staticmethod
    def names(servers: object) -> str:
        return ", ".join(one.url for one in servers)  # type: ignore[attr-defined]
