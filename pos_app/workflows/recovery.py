"""The recovery key: made once, shown once, confirmed by its owner. The till keeps only its public half."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pyrage.x25519 import Identity

from domain.errors import Refused, name_in
from domain.record.recovery import DOCUMENT, LAST, RecoveryKey, check_of, next_version
from domain.record.rows import Document
from pos_app.workflows.book import Entry
from printers.slips.recovery_sheet import RecoverySheet


def make_key(entry: Entry, by: str) -> RecoverySheet:
    """A new key. Backups made from now on need its sheet, those from before still need the one before."""
    identity = Identity.generate()
    secret, public = str(identity), str(identity.to_public())
    version = next_version(entry.tables)
    body = {"public": public, "check": check_of(public, secret[-LAST:]), "version": version}
    entry.record("backup.key_made", body, by)
    row = entry.tables.get(Document, "store")
    store = row.body if row else {}
    moment = datetime.fromtimestamp(entry.now / 1000, ZoneInfo(entry.zone))
    return RecoverySheet(
        name_in(store.get("names", {}), "zh-Hans"),
        f"{moment:%Y-%m-%d %H:%M}",
        secret,
        public,
        "/".join(str(store.get(name, "")) for name in ("brand", "store", "device")),
    )


def confirm_key(entry: Entry, typed: str, by: str) -> None:
    """The owner has the sheet: they have typed the key's end. Raises Refused."""
    key = entry.document(RecoveryKey, DOCUMENT)
    if not key.fits(typed):
        raise Refused("backup_not_typed", count=LAST)
    if not key.confirmed_at:
        row = entry.tables.get(Document, DOCUMENT)
        entry.record("backup.key_confirmed", {"public": key.public, "version": row.version if row else 1}, by)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Who the store is to a server: ids that stand on the sheet."""

    brand: str
    store: str
    device: str


def typed_numbers(text: str) -> Numbers:
    """The store's number as it stands on the sheet: three ids. Raises Refused("restore_no_numbers")."""
    parts = text.replace("/", " ").split()
    if len(parts) != 3:
        raise Refused("restore_no_numbers")
    return Numbers(*parts)


def numbers_in(text: str) -> Numbers | None:
    """The store's ids from a sheet's file or code, if they stand there."""
    for line in text.splitlines():
        head, _, rest = line.partition("store:")
        parts = rest.strip().split("/")
        if head.strip() == "#" and len(parts) == 3 and all(parts):
            return Numbers(*parts)
    return None
