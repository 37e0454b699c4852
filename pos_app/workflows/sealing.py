"""Who booked, or pays later, sealed: only a key of its own opens what the fact holds, and that is on this
device alone.

Dropping the key erases the person from every copy of the journal; what was booked stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pos_app.database import journal
from pos_app.database.session import Connection

KEYS = "booking_keys"  # this device's value: {booking: key in hex}
NONCE = 12  # bytes


@dataclass(frozen=True, slots=True)
class Contact:
    """Who booked."""

    name: str = ""
    phone: str = ""
    note: str = ""

    @property
    def masked(self) -> str:
        """The phone as lists show it: its last four digits."""
        return f"****{self.phone[-4:]}" if len(self.phone) > 4 else self.phone


NOBODY = Contact()


def seal(connection: Connection, booking: str, contact: Contact, randomness: Callable[[int], bytes]) -> str:
    """The contact as hex; its key is kept in the caller's transaction."""
    keys = dict(journal.local_value(connection, KEYS) or {})
    if booking not in keys:
        keys[booking] = randomness(32).hex()
        journal.set_local(connection, KEYS, keys)
    nonce, plain = randomness(NONCE), json.dumps(asdict(contact), ensure_ascii=False).encode()
    return (nonce + AESGCM(bytes.fromhex(keys[booking])).encrypt(nonce, plain, booking.encode())).hex()


def unseal(connection: Connection, sealed: dict[str, str]) -> dict[str, Contact]:
    """Contacts by booking, of those whose key is here."""
    keys, found = dict(journal.local_value(connection, KEYS) or {}), {}
    for booking, text in sealed.items():
        if booking in keys:
            raw = bytes.fromhex(text)
            try:
                plain = AESGCM(bytes.fromhex(keys[booking])).decrypt(
                    raw[:NONCE], raw[NONCE:], booking.encode()
                )
            except InvalidTag:
                continue
            found[booking] = Contact(**json.loads(plain))
    return found


def known(connection: Connection) -> tuple[str, ...]:
    """Bookings, and openings that are paid later, of which this device knows who it is."""
    return tuple(journal.local_value(connection, KEYS) or {})


def forget(connection: Connection, booking: str) -> None:
    """Nobody can read any more who booked."""
    keys = dict(journal.local_value(connection, KEYS) or {})
    if keys.pop(booking, None) is not None:
        journal.set_local(connection, KEYS, keys)
