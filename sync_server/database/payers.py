"""Stores' official accounts, and for a few days which payer of WeChat's a phone is."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from sync_server.database.tables import official_accounts, payers


@dataclass(frozen=True, slots=True)
class KeptAccount:
    """``tried_at``: since when WeChat has told us of somebody by it, 0 if never. UTC milliseconds."""

    store: str
    appid: str
    secret: str
    host: str
    proof: str
    api: str
    open: str
    added_at: int
    tried_at: int = 0


def all_accounts(connection: Connection) -> list[KeptAccount]:
    return [KeptAccount(**row._mapping) for row in connection.execute(select(official_accounts))]


def put_account(connection: Connection, one: KeptAccount) -> None:
    """In the place of the one before it."""
    remove_account(connection, one.store)
    connection.execute(insert(official_accounts).values(**asdict(one)))


def remove_account(connection: Connection, store: str) -> None:
    """With all that was told by it."""
    connection.execute(delete(official_accounts).where(official_accounts.c.store == store))
    connection.execute(delete(payers).where(payers.c.store == store))


def put_payer(connection: Connection, store: str, phone: str, openid: str, at: int, oldest: int) -> None:
    """Whose a phone is; what was told before ``oldest`` is forgotten."""
    forget(connection, store, phone)
    connection.execute(delete(payers).where(payers.c.told_at < oldest))
    connection.execute(insert(payers).values(store=store, phone=phone, openid=openid, told_at=at))


def openid_of(connection: Connection, store: str, phone: str) -> str:
    """The payer, "" if it is not known."""
    mine = (payers.c.store == store) & (payers.c.phone == phone)
    return connection.execute(select(payers.c.openid).where(mine)).scalar() or ""


def forget(connection: Connection, store: str, phone: str) -> None:
    connection.execute(delete(payers).where((payers.c.store == store) & (payers.c.phone == phone)))
