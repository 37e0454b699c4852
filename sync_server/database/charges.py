"""Charges as kept: each before its gateway is asked, and what is known of it since."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.sqlite import insert as upsert

from sync_server.database.tables import charges

NEW, WAITING, UNKNOWN, RETURNING, RETURNED = "new", "waiting", "unknown", "returning", "returned"
OPEN = (NEW, WAITING, UNKNOWN, RETURNING)


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """``state``: new (nobody knows whether its gateway heard of it) | waiting | unknown | paid | failed |
    closed | returning (it was paid and goes back) | returned. ``code``: SHA-256 of the guest's, or of what
    else was asked. ``cancel_at``: since when it is to be taken back, 0 for not. ``payer``, ``address``,
    ``back``, ``expires_at``: of an order that is paid on the phone, as in ``port.Charge``; ``handed``: JSON
    of what the phone needs, "" until the gateway has given it.
    """

    id: str
    store: str
    device: str
    opening: str
    bill: str
    channel: str
    way: str
    provider: str
    merchant: str
    currency: str
    what: str
    code: str
    state: str
    amount: int
    asked_at: int
    changed_at: int
    why: str = ""
    transaction: str = ""
    charged: int = 0
    cancel_at: int = 0
    payer: str = ""
    address: str = ""
    back: str = ""
    expires_at: int = 0
    handed: str = ""

    @property
    def open(self) -> bool:
        """Whether something may still become of it."""
        return self.state in OPEN


def find(connection: Connection, id: str) -> ChargeRow | None:
    """A charge by its number."""
    row = connection.execute(select(charges).where(charges.c.id == id)).first()
    return ChargeRow(**row._mapping) if row else None


def put(connection: Connection, row: ChargeRow) -> None:
    """Keep a charge as it is now."""
    values = asdict(row)
    changed = {name: value for name, value in values.items() if name != "id"}
    statement = upsert(charges).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))


def given_back(connection: Connection, store: str, most: int) -> list[ChargeRow]:
    """A store's that were paid and go back as a whole, or went: first what is due, the latest first."""
    mine = (charges.c.store == store) & charges.c.state.in_((RETURNING, RETURNED))
    order = ((charges.c.state != RETURNING), charges.c.cancel_at.desc(), charges.c.id)
    rows = connection.execute(select(charges).where(mine).order_by(*order).limit(most))
    return [ChargeRow(**row._mapping) for row in rows]


def came_late(connection: Connection, store: str, why: str, since: int, most: int) -> list[ChargeRow]:
    """A store's that were over, and were told as paid after all, ``why``: all that are due back to guests,
    and those that went since a moment; the latest first."""
    mine = (charges.c.store == store) & (charges.c.why == why)
    gone = (charges.c.state == RETURNED) & (charges.c.changed_at >= since)
    lately = (charges.c.state == RETURNING) | gone
    order = (charges.c.cancel_at.desc(), charges.c.id)
    rows = connection.execute(select(charges).where(mine & lately).order_by(*order).limit(most))
    return [ChargeRow(**row._mapping) for row in rows]


def unclaimed(connection: Connection, store: str, since: int, most: int) -> list[ChargeRow]:
    """A store's that were paid, asked for since a moment, of which no fact tells, counted or put aside for
    the owner; the latest first."""
    granted = text(
        "NOT EXISTS (SELECT 1 FROM fold_grant g WHERE g.store = charges.store AND g.id = charges.id)"
    )
    aside = text(
        "NOT EXISTS (SELECT 1 FROM review r WHERE r.store = charges.store AND r.verdict = ''"
        " AND instr(r.raw, CAST(charges.id AS BLOB)))"
    )
    mine = (charges.c.store == store) & (charges.c.state == "paid") & (charges.c.asked_at >= since)
    found = select(charges).where(mine, granted, aside)
    rows = connection.execute(found.order_by(charges.c.asked_at.desc(), charges.c.id).limit(most))
    return [ChargeRow(**row._mapping) for row in rows]


def open_charges(connection: Connection) -> list[ChargeRow]:
    """Those of which nobody knows yet what becomes of them."""
    rows = connection.execute(select(charges).where(charges.c.state.in_(OPEN)).order_by(charges.c.asked_at))
    return [ChargeRow(**row._mapping) for row in rows]
