"""Stores, their devices, and the one-time codes by which a device is let in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from domain.errors import Refused
from domain.record.canonical import canonical
from domain.record.speaking import Speaking
from sync_server.database.session import raw
from sync_server.database.tables import devices, enrol_codes, stores

TILL = "till"
READER = "read"


@dataclass(frozen=True, slots=True)
class Device:
    """A till's device, or one that only reads. ``public_key``: Ed25519, 32 bytes.

    ``revoked_at``: 0 while it may speak. ``replaced_at``: since when another device is the till of its store,
    0 while it is this one. ``run``: the start of the till that speaks for it; ``elders``, ``copies``: others
    as in ``domain.record.speaking``. ``scope``: till | read. ``heard_at``: its last call, to some minutes.
    Times in UTC milliseconds.
    """

    id: str
    store: str
    brand: str
    public_key: bytes
    names: Mapping[str, str]
    enrolled_at: int
    revoked_at: int
    replaced_at: int = 0
    run: str = ""
    scope: str = TILL
    heard_at: int = 0
    stopped_at: int = 0
    elders: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()

    @property
    def standing(self) -> str:
        """Why it may not speak for its store: revoked | replaced, or "" if it may."""
        return "revoked" if self.revoked_at else "replaced" if self.replaced_at else ""


def add_code(
    connection: Connection, code: str, kind: str, ends_at: int, scope: str = TILL, store: str = ""
) -> None:
    """Keep a one-time code. A child's code replaces those of earlier starts that nobody used.

    ``store``: whose figures a device that only reads is let in to; a till brings its own store.
    """
    if kind == "child":
        connection.execute(
            delete(enrol_codes).where(enrol_codes.c.kind == "child", enrol_codes.c.device == "")
        )
    values = {"code": code, "kind": kind, "ends_at": ends_at, "scope": scope, "store": store}
    connection.execute(upsert(enrol_codes).values(**values).on_conflict_do_nothing())


def enrol(connection: Connection, code: str, device: Device, now: int) -> Device:
    """Let a device in by a code, once; the same device with the same key may ask again. Who it is now.

    A till puts the store's till before it in the second place; a device that only reads replaces nobody, and
    its store is the one of its code. Raises Refused: enrol_code, enrol_scope (the code is not used up), or
    unreadable.
    """
    row = connection.execute(select(enrol_codes).where(enrol_codes.c.code == code)).first()
    if row is None or row.device not in ("", device.id) or (not row.device and row.ends_at < now):
        raise Refused("enrol_code")
    if row.scope != device.scope:
        raise Refused("enrol_scope")
    known = find_device(connection, device.id)
    if row.device:
        if known is None or known.public_key != device.public_key:
            raise Refused("enrol_code")
        return known
    device = _placed(connection, row.store, device)
    if known is not None and (known.store, known.scope) != (device.store, device.scope):
        raise Refused("unreadable")
    _put(connection, device, now)
    connection.execute(update(enrol_codes).where(enrol_codes.c.code == code).values(device=device.id))
    if device.scope == TILL:
        others = (devices.c.store == device.store) & (devices.c.scope == TILL) & (devices.c.id != device.id)
        connection.execute(update(devices).where(others, devices.c.replaced_at == 0).values(replaced_at=now))
    return device


def open_codes(connection: Connection, now: int) -> list[str]:
    """The owner's codes for a till that nobody has used yet."""
    unused = (enrol_codes.c.device == "") & (enrol_codes.c.ends_at >= now)
    mine = (enrol_codes.c.kind == "owner") & (enrol_codes.c.scope == TILL)
    return list(connection.execute(select(enrol_codes.c.code).where(unused, mine)).scalars())


def check_store(connection: Connection, device: Device) -> None:
    """Raises Refused("unreadable") if the device, or its store, is known as another's."""
    brand = connection.execute(select(stores.c.brand).where(stores.c.id == device.store)).scalar()
    known = find_device(connection, device.id)
    if brand not in (None, device.brand) or (known and known.store != device.store):
        raise Refused("unreadable")


def _placed(connection: Connection, store: str, device: Device) -> Device:
    """The device with its store: a reader's is that of its code, a till's is made if it is new."""
    if device.scope != TILL:
        if device.store not in ("", store):
            raise Refused("unreadable")
        brand = connection.execute(select(stores.c.brand).where(stores.c.id == store)).scalar_one()
        return replace(device, store=store, brand=brand)
    brand = connection.execute(select(stores.c.brand).where(stores.c.id == device.store)).scalar()
    if brand not in (None, device.brand):
        raise Refused("unreadable")
    if brand is None:
        names = canonical(dict(device.names)).decode()
        connection.execute(insert(stores).values(id=device.store, brand=device.brand, names=names))
    return device


def _put(connection: Connection, device: Device, now: int) -> None:
    values = {
        "public_key": device.public_key,
        "names": canonical(dict(device.names)).decode(),
        "enrolled_at": now,
        "revoked_at": 0,
        "replaced_at": 0,
        "scope": device.scope,
        "stopped_at": 0,
    }
    statement = upsert(devices).values(id=device.id, store=device.store, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


_COLUMNS = (
    "d.id, d.store, s.brand, d.public_key, d.names, d.enrolled_at, d.revoked_at, d.replaced_at, d.run,"
    " d.scope, d.heard_at, d.stopped_at, d.elders, d.copies FROM devices d JOIN stores s ON s.id = d.store"
)


def find_device(connection: Connection, id: str) -> Device | None:
    """A device as it stands now. By the driver, for each call asks it."""
    row = raw(connection).execute(f"SELECT {_COLUMNS} WHERE d.id = ?", (id,)).fetchone()
    return _device(row) if row else None


def all_devices(connection: Connection) -> list[Device]:
    """All devices ever let in, oldest first."""
    rows = raw(connection).execute(f"SELECT {_COLUMNS} ORDER BY d.enrolled_at, d.id")
    return [_device(row) for row in rows]


def _device(row: Any) -> Device:
    id, store, brand, public_key, names, *rest, elders, copies = row
    runs = tuple(elders.split()), tuple(copies.split())
    values: list[Any] = [id, store, brand, bytes(public_key), json.loads(names), *rest, *runs]
    return Device(*values)


def revoke(connection: Connection, device: str, now: int) -> None:
    """Let a device speak no more."""
    connection.execute(
        update(devices).where(devices.c.id == device, devices.c.revoked_at == 0).values(revoked_at=now)
    )


def set_runs(connection: Connection, device: str, speaking: Speaking) -> None:
    """Note which start of the till speaks for a device, and which others there were."""
    runs = {"run": speaking.run, "elders": " ".join(speaking.elders), "copies": " ".join(speaking.copies)}
    connection.execute(update(devices).where(devices.c.id == device).values(**runs))


def set_heard(connection: Connection, device: str, now: int) -> None:
    """Note when a device called."""
    connection.execute(update(devices).where(devices.c.id == device).values(heard_at=now))


def set_stopped(connection: Connection, device: str, at: int) -> None:
    """Note since when nothing of what a till sends can be read, 0: it can."""
    connection.execute(update(devices).where(devices.c.id == device).values(stopped_at=at))
