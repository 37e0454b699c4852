"""What a data folder holds beside no store: keys and a server of one that is not there. Whoever begins there
takes none of it over, or two stores would speak as one device; it is put aside, and never lost."""

from __future__ import annotations

import shutil
from pathlib import Path

from pos_app.database.session import FILE
from pos_app.keys import FILE as KEYS
from pos_app.keys import NAME_FILE

WORK = "restoring"  # where a restore unpacks; what an interrupted one left there is thrown away
OWN = "server"  # the folder of the store's own server
ASIDE = "aside"  # what was put aside, a numbered folder each time
OF_A_STORE = (KEYS, NAME_FILE, OWN)


def was_cut_off(folder: Path) -> bool:
    """Whether a restore into this folder was killed before the store had its name."""
    return (folder / WORK).exists() and not (folder / FILE).exists()


def put_aside(folder: Path) -> None:
    """Take keys and server of no store out of the way of one that begins here. The caller holds the folder's
    lock. Raises OSError."""
    found = [name for name in OF_A_STORE if (folder / name).exists()]
    if not found:
        return
    places = folder / ASIDE
    numbers = [int(one.name) for one in places.glob("*") if one.name.isdigit()]
    place = places / str(1 + max(numbers, default=0))
    place.mkdir(parents=True, mode=0o700)
    for name in found:
        (folder / name).replace(place / name)


def drop_keys(folder: Path) -> None:
    """Without those of a restore that was cut off; the backup has them."""
    for name in (KEYS, NAME_FILE):
        (folder / name).unlink(missing_ok=True)


def drop_restore(folder: Path) -> None:
    """Forget a restore that was cut off: the backup has all of it. The caller holds the folder's lock, and
    somebody has said so. Raises OSError."""
    put_aside(folder)
    shutil.rmtree(folder / WORK)
