"""What a person is told of the own server's part of a backup: what comes back with it, and what does not."""

from __future__ import annotations

from collections.abc import Mapping

from domain.errors import _m
from pos_app.sync.own_copy import IN, NONE, OwnCopy

COMES = _m(
    "The store's own server comes back as it was at {time}, with the owner's password. Devices that only"
    " read: {readers}. Records that wait for the owner's review: {review}. Phone orders that no till had"
    " fetched: {orders}."
)
COMES_OPEN = _m(
    "The store's own server comes back as it was at {time}; the owner had set no password yet. Devices that"
    " only read: {readers}. Records that wait for the owner's review: {review}. Phone orders that no till had"
    " fetched: {orders}."
)
LATER = _m(
    "Not in it is what happened at that server later: a device cut off since then is let in again, and a"
    " password changed since then is the old one. Look at the owner's page. Browsers have to sign in again,"
    " and unused codes are void."
)
OTHERS = _m("Backups of other stores that lay at this server are not in it: {backups}.")
ABSENT = _m(
    "Not in it is what only the store's own server knew: devices that only read, the owner's password,"
    " records that waited for the owner's review, phone orders that no till had fetched. Let devices in"
    " again, and set a new password."
)
NO_SERVER = _m("The store had no server of its own yet.")
LOST = _m(
    "The store is back, but its own server's copy could not be made: devices that only read must be let in"
    " again, and the owner's password set anew."
)


def own_words(own: OwnCopy) -> tuple[str, ...]:
    """English texts with {time} and the counts of ``own_facts``."""
    if own.state == NONE:
        return (NO_SERVER,)
    if own.state != IN:
        return (ABSENT,)
    return (COMES if own.password else COMES_OPEN, LATER, *([OTHERS] if own.backups else []))


def own_facts(own: OwnCopy, time: str) -> Mapping[str, str | int]:
    """``time``: when the backup was made, in a reader's words."""
    counts = {name: getattr(own, name) for name in ("readers", "review", "orders", "backups")}
    return {"time": time, **counts}
