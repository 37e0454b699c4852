"""One backup: a copy of the store's file beside the place where it will lie, then closed and renamed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.failpoints import reach
from pos_app.database.inside import copy_into, look_into
from pos_app.workflows.backup_file import Head, Made, fingerprint, seal
from pos_app.workflows.backup_places import name_of

WORK = "being-made"  # what a killed till leaves there is thrown away with the next backup


@dataclass(frozen=True, slots=True)
class Told:
    """What the store's file does not say: the program, which device, its home, what its key box holds."""

    program: str
    device: str
    server: str
    secrets: Mapping[str, str] = field(repr=False)


def make_backup(
    folder: Path, place: Path, told: Told, now: int, recipients: Sequence[str]
) -> tuple[Made, Head]:
    """A backup of the store in ``folder``, made in ``place`` at ``now`` (UTC milliseconds).

    Raises StorageError or OSError; then nothing of it stands under a backup's name.
    """
    work, key = place / WORK, told.secrets["database"]
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True, mode=0o700)
        copy = work / "copy.db"
        copy_into(folder, key, copy)
        reach("backup.after_copy")
        inside = look_into(copy, key)
        head = Head(
            made_at=now,
            program=told.program,
            revision=inside.revision,
            store=inside.store["store"],
            brand=inside.store["brand"],
            device=told.device,
            names=inside.store["names"],
            zone=inside.store["zone"],
            own=inside.own,
            marks=inside.marks,
            newest=inside.newest,
            bills=inside.bills,
            size=copy.stat().st_size,
            sha256=fingerprint(copy),
            server=told.server,
            secrets=told.secrets,
        )
        return seal(copy, head, place / name_of(head.store, now), recipients), head
    finally:
        shutil.rmtree(work, ignore_errors=True)
