"""Backups beside selling: to each place that takes them, thinned out by age, tried again, and rehearsed."""

import errno
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyrage.x25519 import Identity

from domain.errors import Refused
from domain.record.backup_clock import HOUR
from domain.record.recovery import DOCUMENT, RecoveryKey
from pos_app.database.session import StorageError
from pos_app.workflows import backup_file, drilling
from pos_app.workflows.backing_up import FOLDER, Backups
from pos_app.workflows.backup_file import PART, read_head, read_key
from pos_app.workflows.backup_places import MARKER, FolderPlace, name_of, time_of
from tests.pos_app.backing import WAIT, back_up, make_sheet, manager, newest, place, with_backups
from tests.pos_app.damaged_journal import damage_some_facts
from tests.pos_app.shop import FISH, Shop, scratch

pytestmark = pytest.mark.usefixtures("open_files_stay")

STORE = "0" * 31 + "1"


@pytest.fixture
def shop() -> Iterator[Shop]:
    with scratch() as folder:
        shop = Shop(folder / "store")
        with_backups(shop)
        yield shop
        shop.close()


def backups(shop: Shop) -> Backups:
    assert shop.till.backups
    return shop.till.backups


def second_disk(shop: Shop) -> Path:
    disk = shop.folder.parent / "disk"
    disk.mkdir()
    shop.till.choose_backup_folder(str(disk), manager(shop)).result(WAIT)
    return disk


# ---------------------------------------------------------------- the key


def test_without_a_sheet_no_backup_is_made(shop: Shop) -> None:
    with pytest.raises(Refused) as no:
        back_up(shop)
    assert no.value.code == "backup_no_key"
    assert not list(shop.folder.rglob("*.age"))


def test_the_till_keeps_only_the_public_half_of_the_key(shop: Shop) -> None:
    sheet = make_sheet(shop)
    back_up(shop)
    shop.till.confirm_recovery_key(sheet.secret[-6:].lower(), manager(shop)).result(WAIT)
    shop.caught_up()
    assert shop.till.view.recovery.public == sheet.public
    assert shop.till.view.recovery.confirmed_at == shop.time.at
    assert sheet.secret not in repr(sheet)
    assert not [body for body in shop.events() if sheet.secret[16:] in repr(body)]
    assert not any(sheet.secret[16:40].encode() in file.read_bytes() for file in files_of(shop))


def files_of(shop: Shop) -> list[Path]:
    return [file for file in shop.folder.rglob("*") if file.is_file()]


def test_the_sheet_is_confirmed_by_its_own_last_characters_only(shop: Shop) -> None:
    sheet = make_sheet(shop)
    for wrong in ("", sheet.secret[-5:], "QQQQQQ", sheet.public[-6:]):
        with pytest.raises(Refused) as no:
            shop.till.confirm_recovery_key(wrong, manager(shop)).result(WAIT)
        assert no.value.code == "backup_not_typed"
    assert shop.till.view.recovery.confirmed_at == 0


def test_a_cashier_makes_no_key(shop: Shop) -> None:
    with pytest.raises(Refused) as no:
        shop.till.make_recovery_key("zhou").result(WAIT)
    assert no.value.code == "not_allowed"


def test_the_facts_of_the_key_survive_a_rebuild(shop: Shop) -> None:
    sheet = make_sheet(shop)
    shop.till.confirm_recovery_key(sheet.secret, manager(shop)).result(WAIT)
    assert shop.rebuilt().different == ()


def test_a_new_key_has_to_be_confirmed_anew(shop: Shop) -> None:
    first = make_sheet(shop)
    shop.till.confirm_recovery_key(first.secret, manager(shop)).result(WAIT)
    second = make_sheet(shop)
    shop.caught_up()
    assert shop.till.view.recovery.confirmed_at == 0
    made = back_up(shop)
    with pytest.raises(Refused) as no:
        read_head(made, read_key(first.text))
    assert no.value.code == "restore_wrong_key"
    assert read_head(made, read_key(second.text)).newest


# ---------------------------------------------------------------- places


def test_a_second_disk_gets_the_same_bytes(shop: Shop) -> None:
    make_sheet(shop)
    disk = second_disk(shop)
    made = back_up(shop)
    assert (disk / made.name).read_bytes() == made.read_bytes()
    assert (place(shop, "till").state, place(shop, "folder").state) == ("ok", "ok")
    assert place(shop, "folder").where == str(disk)


def test_an_unplugged_disk_stops_no_other_place_and_gets_its_backup_later(shop: Shop) -> None:
    make_sheet(shop)
    disk = second_disk(shop)
    back_up(shop)
    away = disk.with_name("in-a-drawer")
    disk.rename(away)
    disk.mkdir()  # the mount point is still there, and empty
    made = back_up(shop)
    assert (place(shop, "till").state, place(shop, "folder").state) == ("ok", "unplugged")
    assert place(shop, "folder").since == shop.time.at
    assert list(disk.iterdir()) == [], "nothing is written to the till's own disk in its place"
    disk.rmdir()
    away.rename(disk)
    shop.time.later(minutes=11)
    backups(shop).step()
    assert place(shop, "folder").state == "ok"
    assert (disk / made.name).exists()


@pytest.mark.parametrize(
    ("number", "state"),
    [
        (errno.ENOSPC, "full"),
        (errno.EROFS, "read_only"),
        (errno.EIO, "broken"),
        (errno.ENODEV, "unplugged"),
    ],
)
def test_a_disk_that_fails_says_how(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, number: int, state: str
) -> None:
    make_sheet(shop)
    disk = second_disk(shop)
    back_up(shop)
    real = backup_file.settle

    def failing(file: object) -> None:
        if str(disk) in str(file.name):  # type: ignore[attr-defined]
            raise OSError(number, "the disk")
        real(file)  # type: ignore[arg-type]

    monkeypatch.setattr(backup_file, "settle", failing)
    made = back_up(shop)
    assert (place(shop, "till").state, place(shop, "folder").state) == ("ok", state)
    assert not list(disk.glob(f"*{PART}"))
    assert not (disk / made.name).exists(), "never half-written under its name"


def test_a_full_till_makes_its_backup_on_the_second_disk(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    make_sheet(shop)
    disk = second_disk(shop)
    real = backup_file.settle

    def failing(file: object) -> None:
        if str(disk) not in str(file.name):  # type: ignore[attr-defined]
            raise OSError(errno.ENOSPC, "full")
        real(file)  # type: ignore[arg-type]

    monkeypatch.setattr(backup_file, "settle", failing)
    shop.time.later(minutes=1)
    backups(shop).step()
    assert (place(shop, "till").state, place(shop, "folder").state) == ("full", "ok")
    assert not list((shop.folder / FOLDER).glob("*.age*"))
    assert newest(disk).stat().st_size


def test_a_damaged_store_is_not_taken_for_a_damaged_place() -> None:
    """Nobody shall replace the second disk, whose backups are what is wanted now."""
    with scratch() as folder:
        sound = Shop(folder / "store")
        with_backups(sound)
        make_sheet(sound)
        second_disk(sound)
        sound.open("A1")
        for _ in range(4):
            sound.send("A1", FISH)
        back_up(sound)
        sound.close()
        damage_some_facts(sound.folder)
        shop = Shop(sound.folder, sound.time)
        with_backups(shop)
        with pytest.raises(Refused) as no:
            back_up(shop)
        assert no.value.code == "backup_damaged"
        assert (place(shop, "till").state, place(shop, "folder").state) == ("ok", "ok")
        shop.close()


def test_no_place_at_all_is_a_refusal_and_selling_goes_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sheet(shop)

    def full(file: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(backup_file, "settle", full)
    with pytest.raises(Refused) as no:
        back_up(shop)
    assert no.value.code == "backup_nowhere"
    shop.open("A1")
    shop.send("A1", FISH)
    assert shop.pay("A1").receipt


def test_another_stores_folder_is_not_taken(shop: Shop) -> None:
    disk = shop.folder.parent / "disk"
    disk.mkdir()
    (disk / MARKER).write_text(STORE)
    with pytest.raises(Refused) as no:
        shop.till.choose_backup_folder(str(disk), manager(shop)).result(WAIT)
    assert no.value.code == "backup_place_used"
    with pytest.raises(Refused) as no:
        shop.till.choose_backup_folder(str(disk / "none"), manager(shop)).result(WAIT)
    assert no.value.code == "backup_place_away"


def test_two_backups_of_one_second_have_two_names(shop: Shop) -> None:
    make_sheet(shop)
    back_up(shop)  # and its rehearsal, which makes one of its own
    first = {file.name: file.read_bytes() for file in (shop.folder / FOLDER).glob("*.age")}
    asked = shop.till.backup_now("button")
    backups(shop).step()
    asked.result(0)
    again = {file.name: file.read_bytes() for file in (shop.folder / FOLDER).glob("*.age")}
    assert (len(first), len(again)) == (2, 3)
    assert first.items() <= again.items()


# ---------------------------------------------------------------- retention


def test_a_name_tells_whose_it_is_and_when(shop: Shop) -> None:
    at = round(datetime(2026, 11, 28, 13, 40, 5, tzinfo=UTC).timestamp() * 1000)
    assert name_of(STORE, at + 999) == "00000001-20261128T134005Z.age"
    assert time_of("00000001-20261128T134005Z.age", STORE) == at
    for other in ("00000002-20261128T134005Z.age", "00000001-20261332T134005Z.age", "letter.age", ""):
        assert time_of(other, STORE) is None


def test_a_place_is_thinned_and_strangers_files_stay(tmp_path: Path) -> None:
    folder = FolderPlace(tmp_path, STORE, False)
    now = round(datetime(2026, 11, 28, 21, 40, tzinfo=UTC).timestamp() * 1000)
    for hours in range(24 * 40):
        (tmp_path / name_of(STORE, now - hours * HOUR)).write_bytes(b"12")
    others = [tmp_path / "letter.txt", tmp_path / name_of("f" * 32, now - 900 * 24 * HOUR)]
    for file in others:
        file.write_bytes(b"dear")
    left = folder.thin(now)
    names = {file.name for file in tmp_path.iterdir()}
    assert left.count == len(names) - 2 < 75
    assert left.size == 2 * left.count
    assert name_of(STORE, now) in names
    assert all(file.exists() for file in others)


# ---------------------------------------------------------------- by itself


def test_what_was_sold_is_backed_up_within_the_hour(shop: Shop) -> None:
    make_sheet(shop)
    first = back_up(shop)
    shop.open("A1")
    shop.time.later(minutes=59)
    backups(shop).step()
    assert newest(first.parent) == first
    shop.time.later(minutes=1)
    backups(shop).step()
    assert newest(first.parent) != first


def test_a_till_that_closes_makes_a_last_backup(shop: Shop) -> None:
    sheet = make_sheet(shop)
    first = back_up(shop)
    shop.time.later(minutes=5)
    shop.open("A1")
    backups(shop).start()
    backups(shop).close()
    last = newest(first.parent)
    assert last != first
    assert read_head(last, read_key(sheet.text)).newest == shop.time.at


def test_a_till_in_which_nothing_happened_closes_without_another_one(shop: Shop) -> None:
    make_sheet(shop)
    first = back_up(shop)
    shop.time.later(minutes=5)
    backups(shop).start()
    backups(shop).close()
    assert newest(first.parent) == first


def test_a_closing_till_begins_no_drill(shop: Shop) -> None:
    backups(shop).start()
    make_sheet(shop)
    backups(shop).close()
    assert newest(shop.folder / FOLDER).exists()
    assert backups(shop).view.drill.at == 0, "the drill is for the next start"


def test_what_is_known_of_backups_outlives_the_till(shop: Shop) -> None:
    make_sheet(shop)
    back_up(shop)
    before = shop.time.at
    drilled = backups(shop).view.drill
    shop.till.backups = None
    again = shop.again()
    try:
        with_backups(again)
        view = backups(again).view
        assert view.last == before
        assert view.drill == drilled
        assert view.since > 0
    finally:
        shop.parts = again.parts


# ---------------------------------------------------------------- the drill


def test_the_first_backup_is_rehearsed_at_once(shop: Shop) -> None:
    sheet = make_sheet(shop)
    shop.open("A1")
    shop.send("A1", FISH)
    shop.pay("A1")
    made = back_up(shop)
    drill = backups(shop).view.drill
    assert (drill.problem, drill.bills, drill.at) == ("", 1, shop.time.at)
    assert drill.facts == shop.parts.book.head_seq
    assert not (shop.folder / FOLDER / "drill").exists()
    assert read_head(newest(made.parent), read_key(sheet.text)).bills == 1, "the owner's key opens it too"


def test_a_drill_finds_a_copy_with_other_bytes(shop: Shop, tmp_path: Path) -> None:
    make_sheet(shop)
    made, key = drilled(shop)
    copy = tmp_path / made.file.name
    data = bytearray(made.file.read_bytes())
    data[-1] ^= 1
    copy.write_bytes(data)
    assert drilling.drill(made, key, tmp_path / "work", []).problem == ""
    assert drilling.drill(made, key, tmp_path / "work", [copy]).problem == drilling.COPIES


def test_a_drill_finds_a_damaged_backup(shop: Shop, tmp_path: Path) -> None:
    make_sheet(shop)
    made, key = drilled(shop)
    data = made.file.read_bytes()
    made.file.write_bytes(data[:-100])
    assert drilling.drill(made, key, tmp_path / "work", []).problem == drilling.UNREADABLE
    made.file.unlink()
    assert drilling.drill(made, key, tmp_path / "work", []).problem == drilling.UNREADABLE


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 2", drilling.CHAIN),
        ("UPDATE openings SET guests = 7", drilling.STATE),
        ("DELETE FROM journal WHERE seq > 8", drilling.STATE),
    ],
)
def test_a_drill_finds_what_somebody_altered(shop: Shop, tmp_path: Path, change: str, problem: str) -> None:
    make_sheet(shop)
    shop.open("A1")

    def alter() -> None:
        with shop.parts.database.transaction() as connection:
            connection.exec_driver_sql(change)

    shop.parts.writer.submit(alter).result()
    made, key = drilled(shop)
    assert drilling.drill(made, key, tmp_path / "work", []).problem == problem


def drilled(shop: Shop) -> "tuple[backup_file.Made, Identity]":
    """A backup made as the drill makes it, with its own key."""
    key = Identity.generate()
    public = shop.read(lambda tables: tables.document(RecoveryKey, DOCUMENT))
    assert public
    made = backups(shop)._back_up([public.public, str(key.to_public())])
    return made, key


def test_a_drill_without_a_backup_has_failed(shop: Shop) -> None:
    make_sheet(shop)
    back_up(shop)
    shutil.rmtree(shop.folder / FOLDER)
    (shop.folder / FOLDER).write_text("a file stands where the folder was")
    shop.time.later(minutes=24 * 60)
    backups(shop).step()
    assert backups(shop).view.drill.problem == drilling.NOTHING


def test_a_store_on_a_write_protected_disk_is_saved_on_the_second_one_and_says_so(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The banner tells people to do just that; the note of it cannot be kept, the backup is there."""
    make_sheet(shop)
    disk = second_disk(shop)

    def no_note(*value: object) -> None:
        raise StorageError("attempt to write a readonly database")

    monkeypatch.setattr(shop.parts.book, "set_local", no_note)
    real = backup_file.settle

    def protected(file: object) -> None:
        if str(disk) not in str(file.name):  # type: ignore[attr-defined]
            raise OSError(errno.EROFS, "read-only")
        real(file)  # type: ignore[arg-type]

    monkeypatch.setattr(backup_file, "settle", protected)
    shop.time.later(minutes=1)
    asked = shop.till.backup_now("button")
    backups(shop).step()
    assert asked.result(0) is None
    assert (place(shop, "till").state, place(shop, "folder").state) == ("read_only", "ok")
    assert newest(disk).stat().st_size
