"""What goes back to guests by the gateway that charged them: on its way, then gone back, refused or stuck.

A refund is one fact, and its money has left the bill with it. What the gateway makes of it is told later, by
facts of its own. Each attempt has a number that follows from the refund alone: whoever asks, and however
often, asks for the same one, so that nothing goes back twice. Another attempt begins only when a person says
so after a refusal, which is the gateway's word that nothing went back and nothing will.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.record.envelope import Event
from domain.record.tables import Tables

ON_WAY, STUCK, FAILED, BY_HAND, GONE = "on_way", "stuck", "failed", "by_hand", "gone"
RANK = {ON_WAY: 0, STUCK: 1, FAILED: 2, BY_HAND: 3, GONE: 4}
TO_DO = (FAILED, STUCK)  # a person has to see to it
FOUND = "found"  # in a fact: it was given back in the provider's own app, and stands on the provider's bill


@dataclass(frozen=True, slots=True)
class GatewayRefund:
    """``amount`` minor units of a ``charge`` at the ``home`` server (its address) go back to the guest.

    ``id``: of the ``refunds.Refund`` that it carries out. ``attempt`` counts from 1. ``state``: on_way | gone
    | failed (nothing went back, ``why``) | stuck (the gateway wants the merchant to act) | by_hand (a person
    gave it back in the provider's own app). ``answered_by``: who said so by hand, "" for the gateway.
    ``transaction``: the gateway's number of it; of what was given back by hand that of its bill, if known.
    """

    id: str
    act: str
    charge: str
    home: str
    opening: str
    bill: str
    tender: str
    amount: int
    at: int
    by: str
    date: str
    attempt: int = 1
    state: str = ON_WAY
    why: str = ""
    transaction: str = ""
    answered_at: int = 0
    answered_by: str = ""

    @property
    def number(self) -> str:
        """What this attempt is called at the gateway, 32 characters."""
        return number_of(self.id, self.attempt)


@dataclass(frozen=True, slots=True)
class FoundRefund:
    """The owner books what stands on the provider's bill and no fact tells of: ``amount`` minor units of
    ``charge`` went back under the provider's own number ``refund``. ``id``: of the booking."""

    id: str
    refund: str
    charge: str
    amount: int
    reason: str


def number_of(refund: str, attempt: int) -> str:
    """The number of an attempt: the same wherever and whenever it is asked for."""
    return hashlib.sha256(f"{refund}.{attempt}".encode()).hexdigest()[:32]


def begin(event: Event, tables: Tables, place: int) -> None:
    """What a refund told at ``place`` of its ``back`` goes by its gateway. Only a fold may call this."""
    body = event.body
    back = body["back"][place]
    found = back.get(FOUND)  # by another name than what is to be asked for: older programs must not ask
    told, id = back.get("gateway", found), f"{body['act']}.{place}"
    if told is None or tables.get(GatewayRefund, id) is not None:
        return
    by_hand = {"state": BY_HAND, "transaction": found["number"], "answered_at": event.at} if found else {}
    tables.put(
        GatewayRefund(
            id=id,
            act=body["act"],
            charge=told["charge"],
            home=told["home"],
            opening=body["opening"],
            bill=body.get("bill", body["opening"]),
            tender=back["tender"],
            amount=back["amount"],
            at=event.at,
            by=event.by,
            date=event.date,
            **by_hand,
            answered_by=event.by if found else "",
        )
    )


def refund_answered(event: Event, tables: Tables) -> None:
    """The gateway's last word on an attempt."""
    _come_to(event, tables, event.body["state"])


def refund_again(event: Event, tables: Tables) -> None:
    """A person has it asked for anew, after a refusal."""
    _come_to(event, tables, ON_WAY)


def refund_by_hand(event: Event, tables: Tables) -> None:
    """A person gave it back in the provider's own app."""
    _come_to(event, tables, BY_HAND)


def _come_to(event: Event, tables: Tables, state: str) -> None:
    """In whatever order it is heard, the last attempt stands, and of that what is most final."""
    body, row = event.body, tables.get(GatewayRefund, event.body["refund"])
    if row is None:
        return
    told = replace(
        row,
        attempt=body["attempt"],
        state=state if state in RANK else ON_WAY,
        why=body.get("why", ""),
        transaction=body.get("transaction", ""),
        answered_at=event.at,
        answered_by=event.by if state == BY_HAND else "",
    )
    tables.put(min(row, told, key=_by_finality))


def _by_finality(row: GatewayRefund) -> tuple[int, int, bool, int, str, str]:
    """The least stands; of two answers that say the same, the first; by hand it is better with a number."""
    bare = row.state == BY_HAND and not row.transaction
    first = row.answered_at, row.answered_by, f"{row.why} {row.transaction}"
    return -row.attempt, -RANK[row.state], bare, *first


def known_to_be_back(rows: Iterable[GatewayRefund]) -> int:
    """Minor units that guests have again."""
    return sum(row.amount for row in rows if row.state in (GONE, BY_HAND))


APPLIES = {
    "refund.answered": refund_answered,
    "refund.again": refund_again,
    "refund.by_hand": refund_by_hand,
}
