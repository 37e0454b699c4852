"""Stores, their devices, and the one-time codes by which a device is let in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from domain.errors import Refused
from domain.record.canonical import canonical
from sync_server.database.tables import devices, enrol_codes, stores


@dataclass(frozen=True, slots=True)
class Device:
    """A till's device. ``public_key``: Ed25519, 32 bytes; ``revoked_at``: 0 while it may speak.

    ``replaced_at``: since when another device is the till of its store, 0 while it is this one. ``run``: the
    start of the till that speaks for it.
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

    @property
    def standing(self) -> str:
        """Why it may not speak for its store: revoked | replaced, or "" if it may."""
        return "revoked" if self.revoked_at else "replaced" if self.replaced_at else ""


def add_code(connection: Connection, code: str, kind: str, ends_at: int) -> None:
    """Keep a one-time code. A child's code replaces those of earlier starts that nobody used."""
    if kind == "child":
        connection.execute(
            delete(enrol_codes).where(enrol_codes.c.kind == "child", enrol_codes.c.device == "")
        )
    connection.execute(
        upsert(enrol_codes).values(code=code, kind=kind, ends_at=ends_at).on_conflict_do_nothing()
    )


def enrol(connection: Connection, code: str, device: Device, now: int) -> None:
    """Let a device in by a code, once; the same device with the same key may ask again. Raises Refused."""
    row = connection.execute(select(enrol_codes).where(enrol_codes.c.code == code)).first()
    if row is None or row.device not in ("", device.id) or (not row.device and row.ends_at < now):
        raise Refused("enrol_code")
    known = connection.execute(select(devices).where(devices.c.id == device.id)).first()
    if row.device:
        if known is None or known.public_key != device.public_key:
            raise Refused("enrol_code")
        return
    store = connection.execute(select(stores.c.brand).where(stores.c.id == device.store)).scalar()
    if store not in (None, device.brand) or (known is not None and known.store != device.store):
        raise Refused("unreadable")
    names = canonical(dict(device.names)).decode()
    if store is None:
        connection.execute(insert(stores).values(id=device.store, brand=device.brand, names=names))
    values = {
        "public_key": device.public_key,
        "names": names,
        "enrolled_at": now,
        "revoked_at": 0,
        "replaced_at": 0,
    }
    statement = upsert(devices).values(id=device.id, store=device.store, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    connection.execute(update(enrol_codes).where(enrol_codes.c.code == code).values(device=device.id))
    others = (devices.c.store == device.store) & (devices.c.id != device.id) & (devices.c.replaced_at == 0)
    connection.execute(update(devices).where(others).values(replaced_at=now))


def all_devices(connection: Connection) -> list[Device]:
    """All devices ever let in, oldest first."""
    query = select(devices, stores.c.brand).join(stores, stores.c.id == devices.c.store)
    return [
        Device(
            row.id,
            row.store,
            row.brand,
            row.public_key,
            json.loads(row.names),
            row.enrolled_at,
            row.revoked_at,
            row.replaced_at,
            row.run,
        )
        for row in connection.execute(query.order_by(devices.c.enrolled_at, devices.c.id))
    ]


def revoke(connection: Connection, device: str, now: int) -> None:
    """Let a device speak no more."""
    connection.execute(
        update(devices).where(devices.c.id == device, devices.c.revoked_at == 0).values(revoked_at=now)
    )


def set_run(connection: Connection, device: str, run: str) -> None:
    """Note which start of the till speaks for a device."""
    connection.execute(update(devices).where(devices.c.id == device).values(run=run))
