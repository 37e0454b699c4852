"""From a backup to a folder that a till can start on: look first, then write, and all of it or nothing.

Everything is unpacked and checked in a folder inside; the store's file gets its name last. Until then the
folder holds no store, whatever happens. The device stays the same one (its key travels in the backup), but it
writes a new incarnation from now on: the value ``restored`` tells so to the next start, which also pulls back
what servers have and jumps receipt numbers.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage.x25519 import Identity

from domain.errors import Refused
from domain.failpoints import reach
from pos_app.database import journal
from pos_app.database.inside import is_whole
from pos_app.database.old_store import Pieces
from pos_app.database.session import FILE, LATEST, LOCK, Database, FolderError, FolderLock, StorageError
from pos_app.keys import FILE as KEYS
from pos_app.keys import NAME_FILE, KeyBox
from pos_app.leftovers import ASIDE, OWN, WORK, drop_keys, put_aside
from pos_app.sync.backups import BackupClient
from pos_app.sync.client import ServerRefused, Unreachable
from pos_app.sync.own_copy import OwnCopyError, own_from_copy
from pos_app.workflows.backup_file import SERVER, Head, read_head, settle_folder, unseal
from pos_app.workflows.backup_places import time_of
from pos_app.workflows.beyond_backup import Beyond, Connect, look_beyond
from pos_app.workflows.book import Book, Clock
from pos_app.workflows.incarnations import RESTORED as RESTORED
from pos_app.workflows.incarnations import adopt
from pos_app.workflows.recovery import Numbers

HARMLESS = frozenset({WORK, KEYS, NAME_FILE, LOCK, ASIDE, "logs"})  # beside no store they belong to none
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """A backup before it is restored, and what there is beyond it."""

    file: Path
    head: Head
    beyond: Beyond


@dataclass(frozen=True, slots=True)
class Fetched:
    """A backup that a server gave back. ``url``, ``numbers``: where, and whose; ``code``: one-time, by which
    it was only looked at ("" if a restore that failed has used it: the device is let in already);
    ``swapped``: the key by which the server knows the device once it is let in."""

    file: Path
    url: str
    numbers: Numbers
    code: str
    swapped: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that came back. ``own_server``: whether what only its own server knew came with it."""

    head: Head
    own_server: bool


def look(
    file: Path,
    key: Identity,
    server: str = "",
    fetched: Fetched | None = None,
    connect: Connect = BackupClient,
    old: Path | None = None,
) -> Look:
    """What is in a backup, and what there is beyond it at ``server``, at all servers that the till knew, and
    in its ``old`` folder.

    ``fetched``: how ``server`` is asked, if the backup came from there.

    Raises Refused: see ``backup_file.unseal``. A server that does not answer is no reason not to restore.
    """
    head = read_head(file, key)
    if head.revision > LATEST:
        raise Refused("restore_newer")
    urls = dict.fromkeys(url for url in (server, head.server, *head.servers, head.own_url) if url)
    before = head.secrets.get("device", "")
    by_code = fetched.code if fetched else ""
    new = fetched.swapped if fetched else before

    def connect_to(url: str, device: str, key: Ed25519PrivateKey) -> BackupClient:
        client = connect(url, device, key)
        if by_code and fetched and url == fetched.url:
            client.look_by(by_code, fetched.numbers.brand, fetched.numbers.store)
        return client

    asked = [(url, new if url == server else before) for url in urls]
    return Look(file, head, look_beyond(head, asked, old, connect_to))


def fetch(
    url: str,
    code: str,
    numbers: Numbers,
    folder: Path,
    connect: Connect = BackupClient,
    made: Ed25519PrivateKey | None = None,
) -> Fetched:
    """The newest backup that a server keeps. Only looked at: nothing changes there, and the old computer may
    sell on, until ``let_in``.

    ``code``: one-time, from the owner's page. With the same key, ``made``, it holds once more after a restore
    that failed.

    Raises Refused("restore_no_server"), ("enrol_code_refused"), ("restore_none_there") or ("restore_disk").
    """
    made = made or Ed25519PrivateKey.generate()
    try:
        with _refusing(url), closing(connect(url, numbers.device, made)) as client:
            client.look_by(code, numbers.brand, numbers.store)
            try:
                kept = client.backups()
            except ServerRefused as no:
                if no.code != "enrol_code":
                    raise
                client.sign_again()  # it may be this key that has used it
                kept, code = client.backups(), ""
            newest = next((one for one in kept if time_of(one.name, numbers.store)), None)
            if newest is None:
                raise Refused("restore_none_there")
            file = folder / newest.name
            with file.open("wb") as out:
                client.get_backup(newest.name, out)
    except OSError as error:
        raise Refused("restore_disk") from error
    return Fetched(file, url, numbers, code, made.private_bytes_raw().hex())


def let_in(fetched: Fetched, connect: Connect = BackupClient) -> None:
    """The device comes back with a new key: whoever has the old computer cannot speak for the store any more.

    Raises Refused("restore_no_server") or ("enrol_code_refused").
    """
    if not fetched.code:
        return
    who, key = fetched.numbers, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(fetched.swapped))
    with _refusing(fetched.url), closing(connect(fetched.url, who.device, key)) as client:
        client.enrol(fetched.code, {"brand": who.brand, "store": who.store, "names": {}})


@contextmanager
def _refusing(url: str) -> Iterator[None]:
    try:
        yield
    except Unreachable as error:
        raise Refused("server_certificate" if error.matter else "restore_no_server", address=url) from error
    except ServerRefused as error:
        raise Refused("enrol_code_refused", address=url) from error


def check_folder(folder: Path) -> None:
    """Raises Refused("restore_not_empty") unless a store may be written there."""
    try:
        names = {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        return
    except OSError as error:
        raise Refused("restore_disk") from error
    if (
        names - HARMLESS - ({OWN} if WORK in names else set())
    ):  # a restore was interrupted when it had moved it
        raise Refused("restore_not_empty", folder=str(folder))


def left_behind(folder: Path) -> Path | None:
    """A till's folder that somebody put aside beside ``folder``, by another name: it may be the old one."""
    asides = sorted(folder.parent.glob(f"{folder.name}?*")) if folder.name else ()
    return next((one for one in asides if (one / FILE).exists()), None)


def restore(
    file: Path,
    key: Identity,
    folder: Path,
    missing: int = -1,
    fetched: Fetched | None = None,
    bring: Pieces = (),
) -> Restored:
    """Write a store into an empty folder. ``missing`` and what to ``bring`` along: see ``Beyond``;
    ``fetched``: from which server it came, where the device is let in as the last thing before it is there.

    Raises Refused, see ``backup_file.unseal`` and ``let_in``, and ("restore_taken"); then the folder holds no
    store.
    """
    check_folder(folder)
    existed = folder.exists()
    try:
        with _alone_in(folder):
            check_folder(folder)
            return _restore(file, key, folder, missing, fetched, bring)
    finally:
        if not existed and not (folder / FILE).exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """No till and no other restore works there meanwhile: what it wrote would be lost with the file that the
    restored one takes the place of."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FolderLock(folder)
    except FolderError as error:
        raise Refused("restore_taken", folder=str(folder)) from error
    except OSError as error:
        raise Refused("restore_disk") from error
    try:
        yield
    finally:
        lock.release()


def _restore(
    file: Path, key: Identity, folder: Path, missing: int, fetched: Fetched | None, bring: Pieces
) -> Restored:
    work = folder / WORK
    try:
        if work.exists():  # of one that was cut off: all of it is in a backup
            drop_keys(folder)
            shutil.rmtree(folder / OWN, ignore_errors=True)
            shutil.rmtree(work, ignore_errors=True)
        put_aside(folder)
        work.mkdir(mode=0o700)
        head = unpack(file, key, work)
        secret = {**head.secrets, **({"device": fetched.swapped} if fetched else {})}
        _note(work, secret["database"], head, missing, bring)
        own = _own_server(work, head)
        box = KeyBox(folder)
        box.take(secret)
        reach("restore.after_keys")
        if fetched:
            let_in(fetched)
        if own:
            (work / OWN).replace(folder / OWN)
        reach("restore.before_rename")
        (work / FILE).replace(folder / FILE)
        reach("restore.after_rename")
        settle_folder(folder)
    except OSError as error:
        raise Refused("restore_disk") from error
    finally:
        if not (folder / FILE).exists():
            shutil.rmtree(folder / OWN, ignore_errors=True)
            if work.exists():  # else nothing was begun
                drop_keys(folder)
        shutil.rmtree(work, ignore_errors=True)
    return Restored(head, own)


def _own_server(work: Path, head: Head) -> bool:
    """Make the own server's folder of its copy, if there is one. The store comes back without it, too."""
    if not head.own_size:
        return False
    try:
        own_from_copy(work / SERVER, head.secrets["server"], work / OWN)
        return True
    except (OwnCopyError, KeyError):
        log.exception("the own server's copy does not come back")
        return False


def unpack(file: Path, key: Identity, folder: Path) -> Head:
    """The store's file of a backup as ``folder``/store.db, checked page by page and along its chain; the own
    server's copy, if there is one, beside it. As ``restore``."""
    target = folder / FILE
    head = unseal(file, key, target)
    if head.revision > LATEST:
        raise Refused("restore_newer")
    database_key = head.secrets.get("database", "")
    if not database_key or not is_whole(target, database_key):
        raise Refused("restore_damaged")
    return head


def _note(folder: Path, key: str, head: Head, missing: int, bring: Pieces) -> None:
    """Bring the copy to this program's shape, see that its chain holds, take over what comes along, and mark
    it as restored."""
    try:
        database = Database(folder, key)
    except FolderError as error:
        raise Refused("restore_damaged") from error
    try:
        with database.transaction() as connection:
            broken = journal.broken_link(connection)
        if broken:
            raise Refused("restore_damaged")
        book = Book(database, head.own, Clock())
        for piece in bring:
            adopt(book, piece.mark, piece.after, piece.raws, people=False)  # the next start leaves them all
            reach("restore.after_piece")
        at = book.head
        value = {"incarnation": at.incarnation, "seq": at.seq, "head": at.hash.hex(), "missing": missing}
        book.set_local(RESTORED, value)
    except StorageError as error:
        raise Refused("restore_disk") from error
    finally:
        database.close()
