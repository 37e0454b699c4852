"""One backup: a copy of the store's file, and one of its own server's, beside the place where it will lie;
then closed and renamed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from domain.failpoints import reach
from pos_app.database.inside import copy_into, holds, look_into
from pos_app.sync.own_copy import OwnCopying
from pos_app.workflows.backup_file import SERVER, Head, Made, fingerprint, seal
from pos_app.workflows.backup_places import name_of

WORK = "being-made"  # what a killed till leaves there is thrown away with the next backup


@dataclass(frozen=True, slots=True)
class Told:
    """What the store's file does not say: the program, which device, its home, what its key box holds, and
    where its own server is reached."""

    program: str
    device: str
    server: str
    secrets: Mapping[str, str] = field(repr=False)
    own_url: str = ""


def make_backup(
    folder: Path, place: Path, told: Told, now: int, recipients: Sequence[str]
) -> tuple[Made, Head]:
    """A backup of the store in ``folder``, made in ``place`` at ``now`` (UTC milliseconds).

    The own server's snapshot is taken before the store's: what it had handed to the till by then, the store's
    copy knows. Raises StorageError or OSError; then nothing of it stands under a backup's name.
    """
    work, key = place / WORK, told.secrets["database"]
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True, mode=0o700)
        copy, beside = work / "copy.db", work / SERVER
        with closing(OwnCopying(folder / "server", told.secrets.get("server", ""), beside)) as own:
            copy_into(folder, key, copy)
            reach("backup.after_copy")
            inside = look_into(copy, key)
            found = own.finish(
                lambda heads: holds(copy, key, [(one.incarnation, one.seq, one.hash) for one in heads])
            )
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
            own_server=found,
            own_size=beside.stat().st_size if beside.exists() else 0,
            own_sha256=fingerprint(beside) if beside.exists() else "",
            servers=inside.servers,
            own_url=told.own_url,
            currency=str(inside.store.get("currency", "CNY")),
        )
        return seal(copy, beside, head, place / name_of(head.store, now), recipients), head
    finally:
        shutil.rmtree(work, ignore_errors=True)
