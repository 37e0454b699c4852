"""From a backup to a till that sells on; and every way in which it cannot be, told in one sentence."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from domain.errors import Refused
from pos_app import folder
from pos_app.database.session import FILE, LOCK, FolderLock
from pos_app.folder import StartError, open_folder
from pos_app.keys import KeyBox
from pos_app.leftovers import WORK
from pos_app.settings import Options
from pos_app.workflows import backup_file, restoring
from pos_app.workflows.backup_file import read_key
from pos_app.workflows.backup_making import Told, make_backup
from pos_app.workflows.restoring import RESTORED, check_folder, look, restore
from printers.slips.recovery_sheet import RecoverySheet
from tests.pos_app.backing import backed_up
from tests.pos_app.shop import Hand, Shop

pytestmark = pytest.mark.usefixtures("open_files_stay")

Made = tuple[Path, RecoverySheet, Shop]


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    """A backup of a restaurant with one open bill."""
    with backed_up() as (shop, sheet, file):
        yield file, sheet, shop


def says(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda no: no.code == code)


def test_nobody_else_works_in_the_folder_while_a_store_is_restored(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A till that somebody founds there meanwhile would write into a file that is about to be replaced."""
    file, sheet, before = made
    new, unpack, met = tmp_path / "new", restoring.unpack, list[str]()

    def meanwhile(*told: object) -> object:
        with monkeypatch.context() as just_before, pytest.raises(StartError) as no:
            just_before.setattr(folder, "look_at", lambda where: folder.Found(where, frozenset(), ()))
            open_folder(Options("rebuild", new, relay_port=0), Hand().clock())
        met.append(no.value.code)
        assert (new / WORK).exists(), "what is another's stays, though it came after the look"
        with says("restore_taken"):
            restore(file, read_key(sheet.text), new, 7)
        return unpack(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "unpack", meanwhile)
    restore(file, read_key(sheet.text), new, 7)
    assert met == ["start_taken"]
    after = Shop(new, Hand())
    try:
        assert after.opening("A1").bill.total == before.opening("A1").bill.total > 0
    finally:
        after.close()


def test_nothing_is_restored_into_a_folder_on_which_a_till_is_at_work(made: Made, tmp_path: Path) -> None:
    file, sheet, _shop = made
    new = tmp_path / "new"
    new.mkdir()
    lock = FolderLock(new)
    try:
        with says("restore_taken"):
            restore(file, read_key(sheet.text), new, 7)
        assert [path.name for path in new.iterdir()] == [LOCK]
    finally:
        lock.release()
    restore(file, read_key(sheet.text), new, 7)


def test_the_sheet_as_the_terminal_showed_it_is_read_with_all_that_stands_around_it(made: Made) -> None:
    """Whoever saves what `pos-app init` prints saves the words before the sheet, too."""
    _file, sheet, _shop = made
    around = f"花椒小馆: /srv/till\nThis is the recovery sheet: the only key.\n{sheet.text}\nKeep it.\n"
    assert str(read_key(around)) == str(read_key(sheet.text)) == sheet.secret


def test_what_was_sold_is_there_again_on_another_computer(made: Made, tmp_path: Path) -> None:
    file, sheet, before = made
    head = restore(file, read_key(sheet.text), tmp_path / "new", 7).head
    assert head.own == before.parts.book.incarnation
    options = Options("rebuild", tmp_path / "new", relay_port=0)
    parts = open_folder(options, Hand().clock())
    try:
        assert KeyBox(tmp_path / "new").secrets() == before.parts.keys.secrets()
        value = parts.writer.submit(lambda: parts.book.local(RESTORED)).result()
        assert value == {
            "incarnation": head.own,
            "seq": head.mark.seq,
            "head": head.mark.head,
            "missing": 7,
        }
    finally:
        parts.close()
    after = Shop(tmp_path / "new", Hand())
    try:
        assert after.opening("A1").bill.total == before.opening("A1").bill.total > 0
        assert after.pay("A1").receipt > 0
        assert not after.rebuilt().broken
    finally:
        after.close()


def test_a_look_tells_which_store_of_when_and_writes_nothing(made: Made) -> None:
    file, sheet, before = made
    seen = look(file, read_key(sheet.text))
    assert seen.head.names == before.till.view.store.names
    # The newest is the rehearsal's own, made in the second of the cashier's: a name, and a time, of its own.
    assert (seen.head.made_at, seen.head.newest) == (before.time.at + 1000, before.time.at - 60_000)
    assert before.parts.keys.database_key() not in repr(seen)
    assert (seen.head.bills, seen.beyond.missing, seen.beyond.servers) == (0, -1, ())


def test_age_itself_opens_a_backup(made: Made) -> None:
    """Whatever becomes of us, the owner gets at the data with any age program."""
    file, sheet, _ = made
    plain = pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(sheet.secret)])
    assert plain.startswith(b"mashang-backup 1\n{")


def test_a_typed_key_may_be_small_spaced_or_broken_over_lines(made: Made) -> None:
    file, sheet, _ = made
    for typed in (sheet.secret.lower(), " ".join(sheet.groups), "\n".join(sheet.groups), f"{sheet.secret}\n"):
        assert backup_file.read_head(file, read_key(typed)).bills == 0


@pytest.mark.parametrize("typed", ["", "AGE-SECRET-KEY-1", "password", "AGE-SECRET-KEY-1" + "Q" * 58])
def test_half_a_key_is_none(typed: str) -> None:
    with says("restore_bad_key"):
        read_key(typed)


def test_another_stores_key_does_not_open_it(made: Made, tmp_path: Path) -> None:
    with says("restore_wrong_key"):
        restore(made[0], pyrage.x25519.Identity.generate(), tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.97, 0.9999])
def test_a_cut_file_restores_nothing(made: Made, tmp_path: Path, part: float) -> None:
    file, sheet, _ = made
    data = file.read_bytes()
    cut = tmp_path / file.name
    cut.write_bytes(data[: int(len(data) * part)])
    with says("restore_damaged"):
        restore(cut, read_key(sheet.text), tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("part", [0.5, 0.99])
def test_a_flipped_bit_restores_nothing(made: Made, tmp_path: Path, part: float) -> None:
    file, sheet, _ = made
    data = bytearray(file.read_bytes())
    data[int(len(data) * part)] ^= 1
    bad = tmp_path / file.name
    bad.write_bytes(data)
    with says("restore_damaged"):
        restore(bad, read_key(sheet.text), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_file_of_something_else_is_told_apart(made: Made, tmp_path: Path) -> None:
    key = read_key(made[1].text)
    other = tmp_path / "letter.age"
    other.write_bytes(b"Dear all,\n" * 100)
    with says("restore_no_backup"):
        look(other, key)
    other.write_bytes(pyrage.encrypt(b"a letter\nof two lines\n", [key.to_public()]))
    with says("restore_no_backup"):
        look(other, key)
    with says("restore_no_file"):
        look(tmp_path / "none.age", key)


def test_a_newer_programs_backup_waits_for_the_newer_program(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, sheet, _ = made
    monkeypatch.setattr(backup_file, "FORMAT", 0)
    with says("restore_newer"):
        restore(file, read_key(sheet.text), tmp_path / "new")
    monkeypatch.undo()
    monkeypatch.setattr(restoring, "LATEST", "0000")
    with says("restore_newer"):
        look(file, read_key(sheet.text))
    with says("restore_newer"):
        restore(file, read_key(sheet.text), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_with_a_store_or_a_letter_is_left_alone(made: Made, tmp_path: Path) -> None:
    for name in (FILE, "letter.txt"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_text("dear")
        with says("restore_not_empty"):
            restore(made[0], read_key(made[1].text), folder)
        assert [file.name for file in folder.iterdir()] == [name]


def test_what_a_broken_off_restore_left_is_thrown_away(made: Made, tmp_path: Path) -> None:
    left = tmp_path / "new" / WORK
    left.mkdir(parents=True)
    (left / FILE).write_text("half")
    check_folder(tmp_path / "new")
    restore(made[0], read_key(made[1].text), tmp_path / "new")
    assert not left.exists()


def test_a_full_disk_leaves_no_store(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_file, "settle", full)
    with says("restore_disk"):
        restore(made[0], read_key(made[1].text), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_place_that_is_no_folder_takes_no_store(made: Made, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with says("restore_disk"):
        restore(made[0], read_key(made[1].text), tmp_path / "file" / "new")


def test_a_fact_altered_inside_is_found(made: Made, tmp_path: Path) -> None:
    """A backup of a store whose history somebody had altered does not come back as a good one."""
    _, sheet, shop = made
    copy = tmp_path / "altered"
    shutil.copytree(shop.folder, copy, ignore=shutil.ignore_patterns("backups"))
    key = read_key(sheet.text)
    parts = open_folder(Options("rebuild", copy, relay_port=0), Hand().clock())
    with parts.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE journal SET hash = zeroblob(32) WHERE seq = 2")
    parts.close()
    told = Told("test", "device", "", shop.parts.keys.secrets())
    bad, _ = make_backup(copy, tmp_path, told, 1, [str(key.to_public())])
    with says("restore_damaged"):
        restore(bad.file, key, tmp_path / "new")
    assert not (tmp_path / "new").exists()
