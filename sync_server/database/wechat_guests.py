"""Who writes to a store inside WeChat: kept under the name that stands for a phone, for some days."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from sync_server.database.tables import wechat_guests as table


@dataclass(frozen=True, slots=True)
class WeChatGuest:
    """``openid``: "" once the account that told it is bound no more. ``wrote_at``: UTC milliseconds."""

    store: str
    phone: str
    openid: str
    wrote_at: int


def put_guest(connection: Connection, one: WeChatGuest, oldest: int) -> None:
    """Keep who has written, and when; who has not since ``oldest`` is forgotten."""
    mine = (table.c.store == one.store) & (table.c.phone == one.phone)
    connection.execute(delete(table).where(mine | (table.c.wrote_at < oldest)))
    connection.execute(insert(table).values(**asdict(one)))


def find_guest(connection: Connection, store: str, phone: str) -> WeChatGuest | None:
    """Who a phone's name stands for, if it is somebody inside WeChat."""
    row = connection.execute(select(table).where((table.c.store == store) & (table.c.phone == phone))).first()
    return WeChatGuest(**row._mapping) if row else None
