"""What goes back to guests by gateways, as kept: each before its gateway is asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from sync_server.database.charges import NEW, UNKNOWN, WAITING
from sync_server.database.tables import gateway_refunds as table

OPEN = (NEW, WAITING, UNKNOWN)


@dataclass(frozen=True, slots=True)
class RefundRow:
    """``amount`` minor units of a ``charge``. ``state``: new | waiting (the gateway works on it) | unknown |
    done | failed (nothing went back) | stuck (the merchant has to act). Times in UTC milliseconds."""

    id: str
    charge: str
    store: str
    device: str
    merchant: str
    currency: str
    reason: str
    amount: int
    asked_at: int
    changed_at: int
    state: str = NEW
    why: str = ""
    transaction: str = ""

    @property
    def open(self) -> bool:
        """Whether something may still become of it."""
        return self.state in OPEN


def find(connection: Connection, id: str) -> RefundRow | None:
    """A refund by its number."""
    row = connection.execute(select(table).where(table.c.id == id)).first()
    return RefundRow(**row._mapping) if row else None


def put(connection: Connection, row: RefundRow) -> None:
    """Keep a refund as it is now."""
    values = asdict(row)
    changed = {name: value for name, value in values.items() if name != "id"}
    statement = upsert(table).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))


def given_back(connection: Connection, charge: str) -> int:
    """Minor units of a charge that went back or may go back."""
    mine = (table.c.charge == charge) & (table.c.state != "failed")
    return int(
        connection.execute(select(func.coalesce(func.sum(table.c.amount), 0)).where(mine)).scalar_one()
    )


def open_refunds(connection: Connection) -> list[RefundRow]:
    """Those of which nobody knows yet what becomes of them."""
    rows = connection.execute(select(table).where(table.c.state.in_(OPEN)).order_by(table.c.asked_at))
    return [RefundRow(**row._mapping) for row in rows]
