"""What of a database's errors is the disk's: one refusal that every door can tell in the reader's words."""

from __future__ import annotations

import logging

from domain.errors import Refused

# SQLite's own numbers: read-only, input or output, damaged, full, cannot be opened.
DISKS = frozenset({8, 10, 11, 13, 14})

log = logging.getLogger(__name__)


def told(error: BaseException) -> BaseException:
    """The refusal, if the disk did not take it or give it; else the error itself: our own mistake."""
    found = getattr(error, "orig", error)  # SQLAlchemy wraps the driver's
    if getattr(found, "sqlite_errorcode", 0) & 0xFF not in DISKS:
        return error
    log.warning("the disk does not take it: %s", getattr(found, "sqlite_errorname", ""))
    no = Refused("server_disk")
    no.__cause__ = error
    return no
