"""What a gateway may charge for a bill: granted before it is asked, and ended by what came of it.

A grant reserves its part of the bill, so that nobody is asked twice for it while the answer is not known. Its
id is the attempt's at the home server, and the payment's that it becomes. Money that came although nothing
waited for it any more is due back to the guest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.errors import _m
from domain.money.bills import bill_row
from domain.record.envelope import Event
from domain.record.first import by_telling
from domain.record.tables import Tables

OPEN, ENDED, DUE_BACK, PAID, RETURNED = "open", "ended", "due_back", "paid", "returned"
RANK = {OPEN: 0, ENDED: 1, DUE_BACK: 2, PAID: 3, RETURNED: 4}
SET_ASIDE = "charge_set_aside"  # why one ended that may have been charged: whatever comes later goes back
CHARGED = ("channel", "transaction", "provider")  # what is told of who charged it
CAME_TO = ("state", "why", *CHARGED)
BARCODE = "barcode"
PLAY_MONEY = _m("Demo: no money has moved")
LIVES = 5 * 60_000  # milliseconds in which a guest may answer; then the home takes it back


@dataclass(frozen=True, slots=True)
class Grant:
    """``amount`` minor units of a ``bill`` that the ``home`` server (its address) may charge by a ``tender``.

    ``way``: barcode, or as ``pay_codes.Channel``. ``state``: open | ended (nothing was charged, ``why``)
    | due_back | returned | paid. ``phone``: of the guest who pays on her own, "" at the counter.
    ``channel`` and ``transaction``: who charged it, as the gateway calls it; ``provider``: "demo" for play
    money. ``print``: whether the receipt is wanted.
    """

    id: str
    opening: str
    bill: str
    tender: str
    amount: int
    way: str
    home: str
    at: int
    by: str
    date: str
    ends: int
    state: str = OPEN
    why: str = ""
    channel: str = ""
    transaction: str = ""
    provider: str = ""
    print: int = 0
    phone: str = ""


def payment_granted(event: Event, tables: Tables) -> None:
    """The same attempt once: of two histories that a phone asked for it the first stands."""
    body, known = event.body, tables.get(Grant, event.body["payment"])
    told = Grant(
        id=body["payment"],
        opening=body["opening"],
        bill=body.get("bill", body["opening"]),
        tender=body["tender"],
        amount=body["amount"],
        way=body["way"],
        home=body["home"],
        at=event.at,
        by=event.by,
        date=event.date,
        ends=body["ends"],
        print=int(body.get("print", False)),
        channel=body.get("channel", ""),
        phone=body.get("phone", ""),
    )
    if known is None:
        tables.put(told)
    elif by_telling(told) < by_telling(known):
        tables.put(replace(told, **{name: getattr(known, name) for name in CAME_TO}))


def grant_ended(event: Event, tables: Tables) -> None:
    """Nothing was charged, and nothing will be."""
    _come_to(event, tables, ENDED)


def refund_due(event: Event, tables: Tables) -> None:
    """It was charged, and no bill takes the money."""
    _come_to(event, tables, DUE_BACK)


def grant_returned(event: Event, tables: Tables) -> None:
    """What was due back has gone back."""
    _come_to(event, tables, RETURNED)


def paid(event: Event, tables: Tables) -> None:
    """The payment of this id is on its bill. Only a fold may call this."""
    _come_to(event, tables, PAID)


def _come_to(event: Event, tables: Tables, state: str) -> None:
    """In whatever order two histories tell what came of it, the one with most money in it stands."""
    grant, told = tables.get(Grant, event.body["payment"]), event.body.get("granted", {})
    if grant is None:
        return
    mine, known = (state, told.get("why", "")), (grant.state, grant.why)
    now, why = max(mine, known, key=_by_money)
    if now not in (OPEN, ENDED):  # why it goes back, or was over for one of the two
        why = max({mine[1], known[1]} - {SET_ASIDE}, default="")
    of_told = {name: told[name] for name in CHARGED if told.get(name)}
    of_known = {name: value for name in CHARGED if (value := getattr(grant, name))}
    charged = of_known | of_told if now == state != grant.state else of_told | of_known
    tables.put(replace(grant, state=now, why=why, **charged))


def _by_money(known: tuple[str, str]) -> tuple[int, bool, str]:
    """The greater stands: of one that is over nobody knows less than who set it aside."""
    state, why = known
    return RANK[state], state != ENDED or why != SET_ASIDE, why


def open_grants(tables: Tables, opening: str, bill: str) -> list[Grant]:
    """What may be charged for a bill just now, also for one that was put together with it since."""
    found = tables.where(Grant, state=OPEN)
    return [one for one in found if one.opening == opening and bill_now(tables, one) == bill]


def bill_now(tables: Tables, grant: Grant) -> str:
    """The bill that bears what a grant's bill bore."""
    bill = bill_row(tables, grant.opening, grant.bill)
    while bill.into:
        bill = bill_row(tables, grant.opening, bill.into)
    return bill.id


def reserved(tables: Tables, opening: str, bill: str) -> int:
    """Minor units of a bill that a gateway may be charging just now."""
    return sum(one.amount for one in open_grants(tables, opening, bill))


APPLIES = {
    "payment.granted": payment_granted,
    "grant.ended": grant_ended,
    "grant.refund_due": refund_due,
    "grant.returned": grant_returned,
}
