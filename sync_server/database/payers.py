"""Stores' official accounts, and for a few days which payer of WeChat's a phone is."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select, update

from sync_server.database.tables import official_accounts, payers, wechat_guests


@dataclass(frozen=True, slots=True)
class KeptAccount:
    """``tried_at``: since when WeChat has told us of somebody by it, 0 if never. UTC milliseconds.

    ``token``: by which what it pushes is believed, "" if nothing is to be pushed; ``aes_key``: by which that
    is opened, "" in plain mode; ``heard_at``: since when WeChat has been here, 0 if never.
    """

    store: str
    appid: str
    secret: str
    host: str
    proof: str
    api: str
    open: str
    added_at: int
    tried_at: int = 0
    token: str = ""
    aes_key: str = ""
    heard_at: int = 0


def all_accounts(connection: Connection) -> list[KeptAccount]:
    return [KeptAccount(**row._mapping) for row in connection.execute(select(official_accounts))]


def put_account(connection: Connection, one: KeptAccount) -> None:
    """In the place of the one before it. Who has written to another account is not known to this one."""
    mine = official_accounts.c.store == one.store
    before = connection.execute(select(official_accounts.c.appid).where(mine)).scalar()
    _remove(connection, one.store, forget_guests=before != one.appid)
    connection.execute(insert(official_accounts).values(**asdict(one)))


def remove_account(connection: Connection, store: str) -> None:
    """With all that was told by it."""
    _remove(connection, store, forget_guests=True)


def _remove(connection: Connection, store: str, forget_guests: bool) -> None:
    connection.execute(delete(official_accounts).where(official_accounts.c.store == store))
    connection.execute(delete(payers).where(payers.c.store == store))
    if forget_guests:
        mine = wechat_guests.c.store == store
        connection.execute(update(wechat_guests).where(mine).values(openid=""))


def change_account(connection: Connection, one: KeptAccount) -> None:
    """The same account with other values: what was told by it stays."""
    mine = official_accounts.c.store == one.store
    connection.execute(update(official_accounts).where(mine).values(**asdict(one)))


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
