"""A till with backups: its owner has the sheet, and its thread works under the test's clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_app.workflows.backing_up import FOLDER, Backups
from pos_app.workflows.views import PlaceView
from printers.slips.recovery_sheet import RecoverySheet
from tests.pos_app.shop import FISH, RICE, Shop, scratch

WAIT = 30.0  # seconds until a test gives up


def with_backups(shop: Shop) -> Backups:
    """They are known to this till; a test has them work, by ``back_up`` or ``step``."""
    parts = shop.parts
    backups = shop.till.backups = Backups(
        shop.folder, parts.keys, parts.book, parts.writer, "0.0.0-test", shop.till.refresh
    )
    backups.load()
    return backups


def manager(shop: Shop) -> str:
    return next(person.id for person in shop.till.view.staff if person.role == "manager")


def make_sheet(shop: Shop) -> RecoverySheet:
    return shop.till.make_recovery_key(manager(shop)).result(WAIT)


@contextmanager
def backed_up() -> Iterator[tuple[Shop, RecoverySheet, Path]]:
    """A restaurant with an open bill, its sheet, and one backup of it."""
    with scratch() as folder:
        shop = Shop(folder / "store")
        try:
            with_backups(shop)
            sheet = make_sheet(shop)
            shop.open("A1")
            shop.send("A1", FISH, RICE)
            yield shop, sheet, back_up(shop)
        finally:
            shop.close()


def back_up(shop: Shop) -> Path:
    """By button, a minute later, so that it has a name of its own. The newest file in the till's folder."""
    shop.time.later(minutes=1)
    asked = shop.till.backup_now("button")
    assert shop.till.backups
    shop.till.backups.step()
    asked.result(0)
    return newest(shop.folder / FOLDER)


def newest(folder: Path) -> Path:
    return max(folder.glob("*.age"))


def place(shop: Shop, kind: str) -> PlaceView:
    assert shop.till.backups
    return next(one for one in shop.till.backups.view.places if one.kind == kind)
