"""Real processes that die in the middle of a backup or a restore, or whose disk takes no more."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from domain.failpoints import NAMES
from domain.money.payments import Payment, Settlement
from domain.selling.printing import PrintJob
from pos_app.__main__ import main
from pos_app.database.session import FILE, LOCK
from pos_app.folder import begin_in_place_of_restore, open_folder
from pos_app.leftovers import ASIDE
from pos_app.leftovers import WORK as RESTORING
from pos_app.settings import Options
from pos_app.workflows.backing_up import FOLDER
from pos_app.workflows.backup_file import PART, read_key, unseal
from pos_app.workflows.backup_making import WORK
from pos_app.workflows.incarnations import begin_if_restored
from tests.end_to_end.programs import Program
from tests.pos_app.backing import back_up, make_sheet, place, with_backups
from tests.pos_app.shop import FISH, Hand, Shop, scratch

ROOT = Path(__file__).parents[3]
INIT = (
    "--name",
    "花椒小馆",
    "--currency",
    "CNY",
    "--zone",
    "Asia/Shanghai",
    "--manager",
    "林",
    "--pin",
    "8888",
)
BACK_UP = """
import sys
from pathlib import Path
from pos_app.crashing import install_failpoints
from tests.pos_app.backing import back_up, with_backups
from tests.pos_app.shop import Hand, Shop

install_failpoints()
shop = Shop(Path(sys.argv[1]), Hand(9, "2026-11-24T12:00"))
backups = with_backups(shop)
if len(sys.argv) > 2:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
back_up(shop)
"""


def run(*command: str, failpoint: str = "", note: Path | None = None) -> "subprocess.CompletedProcess[str]":
    kept = {"MASHANG_FAILPOINT": failpoint, "MASHANG_FAILPOINT_LOG": str(note or "")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **kept, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("failpoint", ["backup.after_copy", "backup.mid_file"])
def test_a_kill_in_a_backup_leaves_the_last_one_and_no_half_one(failpoint: str, tmp_path: Path) -> None:
    with scratch() as folder:
        shop = Shop(folder / "store")
        with_backups(shop)
        sheet = make_sheet(shop)
        good = back_up(shop)
        whole = set((shop.folder / FOLDER).glob("*.age"))
        shop.open("A1")
        shop.send("A1", FISH)
        shop.close()
        ended = run("-c", BACK_UP, str(shop.folder), failpoint=failpoint, note=tmp_path / "note")
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        assert (tmp_path / "note").read_text() == f"{failpoint}\n"
        place = shop.folder / FOLDER
        assert set(place.glob("*.age")) == whole
        again = Shop(shop.folder, Hand(11, "2026-11-24T13:00"))
        try:
            assert again.opening("A1").bill.total > 0
            with_backups(again)
            made = back_up(again)
            assert made != good
            assert not list(place.glob(f"*{PART}")) and not (place / WORK).exists()
            assert unseal(made, read_key(sheet.text), tmp_path / "out.db").size
        finally:
            again.close()


def test_a_disk_that_takes_no_more_leaves_no_half_backup(tmp_path: Path) -> None:
    with scratch() as folder:
        shop = Shop(folder / "store")
        with_backups(shop)
        make_sheet(shop)
        shop.close()
        ended = run("-c", BACK_UP, str(shop.folder), str(100_000))
        assert "backup_nowhere" in ended.stderr, ended.stderr
        assert [file.name for file in (shop.folder / FOLDER).iterdir()] == []
        again = Shop(shop.folder)
        try:
            backups = with_backups(again)
            again.open("A1")
            assert backups.view.last == 0
            assert back_up(again).stat().st_size
            assert place(again, "till").state == "ok"
        finally:
            again.close()


AFTER_IT = ("restore.after_rename", "restore.before_began", "restore.after_began")
BEFORE_THE_NAME = sorted(name for name in NAMES if name.startswith("restore.") and name not in AFTER_IT)


@dataclass
class Burnt:
    """A store of which there is a backup, and an old folder with an evening more: paid, and not."""

    folder: Path
    backup: Path
    sheet: Path
    old: Path
    paid: int

    def restores(self, failpoint: str = "") -> "subprocess.CompletedProcess[str]":
        place = ("--key-file", str(self.sheet), "--data-dir", str(self.new), "--old", str(self.old))
        note = self.folder / "note"
        asked = ("restore", "--from", str(self.backup), *place)
        ended = run("-m", "pos_app", *asked, failpoint=failpoint, note=note)
        if failpoint:
            assert ended.returncode == -signal.SIGKILL, ended.stderr
            assert note.read_text() == f"{failpoint}\n"
        else:
            assert ended.returncode == 0, ended.stderr
        return ended

    @property
    def new(self) -> Path:
        return self.folder / "new"

    def starts(self, failpoint: str = "") -> None:
        """The till on the restored folder dies there, else as soon as phones could order."""
        kept = {"MASHANG_FAILPOINT": failpoint, "MASHANG_FAILPOINT_LOG": str(self.folder / "note")}
        arguments = ["--headless", f"--data-dir={self.new}", "--relay-port=0"]
        till = Program("pos_app", arguments, self.folder / "said", kept)
        try:
            if failpoint:
                assert till.wait_dead() == -signal.SIGKILL, till.last_words()
            else:
                till.wait_ready()
        finally:
            till.kill_with_its_own() if till.alive else till.kill()

    def all_is_there_once(self) -> None:
        """Each sale with its payment, and one history more; no ticket goes out, no number stands twice."""
        back = Shop(self.new, Hand(5, "2026-11-24T18:00"))
        try:
            assert sorted(one.receipt for one in back.rows(Settlement)) == [1, 2]
            assert sum(one.amount for one in back.rows(Payment)) == self.paid
            assert [one["why"] for one in back.events("incarnation.began")] == ["restore"]
            assert not [job for job in back.rows(PrintJob) if job.state in ("queued", "sending")]
            assert back.rebuilt().different == ()
            assert back.pay("A3").receipt
            assert max(one.receipt for one in back.rows(Settlement)) > 2
        finally:
            back.close()
        assert main(["verify", "--data-dir", str(self.new)]) == 0


def sell(shop: Shop, table: str) -> None:
    shop.open(table)
    shop.send(table, FISH)
    shop.pay(table)


@pytest.fixture(scope="module")
def burnt_once() -> Iterator[Burnt]:
    with scratch() as folder:
        shop = Shop(folder / "old")
        with_backups(shop)
        (folder / "sheet").write_text(make_sheet(shop).text, encoding="utf-8")
        sell(shop, "A1")
        backup = back_up(shop)
        sell(shop, "A2")
        shop.open("A3")
        shop.send("A3", FISH)
        paid = sum(one.amount for one in shop.rows(Payment))
        shop.close()
        yield Burnt(folder, backup, folder / "sheet", folder / "old", paid)


@pytest.fixture
def burnt(burnt_once: Burnt, tmp_path: Path) -> Burnt:
    return replace(burnt_once, folder=tmp_path)


@pytest.mark.parametrize("failpoint", BEFORE_THE_NAME)
def test_a_kill_in_a_restore_leaves_no_store_and_the_next_restore_takes_the_folder(
    burnt: Burnt, failpoint: str
) -> None:
    burnt.restores(failpoint)
    assert not (burnt.new / FILE).exists()
    assert "花椒小馆" in burnt.restores().stdout
    assert sorted(path.name for path in burnt.new.iterdir() if path.name not in ("keys", LOCK)) == [FILE]
    begins(burnt.new)
    burnt.all_is_there_once()


@pytest.mark.parametrize("failpoint", BEFORE_THE_NAME)
def test_no_new_store_takes_over_the_identity_of_one_whose_restore_was_killed(
    burnt: Burnt, failpoint: str
) -> None:
    """It is asked plainly, nothing in the folder changes, and the restore goes on afterwards."""
    burnt.restores(failpoint)
    before = files_in(burnt.new)
    for asked in (("init", *INIT), ("--headless", "--relay-port=0"), ("--demo", "--headless")):
        ended = run("-m", "pos_app", *asked, "--data-dir", str(burnt.new))
        assert ended.returncode == 2 and "cut off" in ended.stderr, ended.stderr
        assert files_in(burnt.new) == before
    burnt.restores()
    begins(burnt.new)
    burnt.all_is_there_once()


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file() and file.name != LOCK
    }


@pytest.mark.parametrize("failpoint", BEFORE_THE_NAME)
def test_whoever_begins_a_new_store_instead_begins_with_keys_and_a_server_of_its_own(
    burnt: Burnt, failpoint: str
) -> None:
    """The owner has tapped so in the window that tells of the restore."""
    burnt.restores(failpoint)
    old = keys_in(burnt.new)
    begin_in_place_of_restore(burnt.new)
    assert not (burnt.new / RESTORING).exists() and not (burnt.new / "server").exists()
    ended = run("-m", "pos_app", "init", *INIT, "--data-dir", str(burnt.new))
    assert ended.returncode == 0, ended.stderr
    assert not set(old.values()) & set(keys_in(burnt.new).values())
    assert [keys_in(one) for one in (burnt.new / ASIDE).glob("*")] == ([old] if old else [])
    assert main(["verify", "--data-dir", str(burnt.new)]) == 0


def keys_in(folder: Path) -> dict[str, str]:
    file = folder / "keys"
    return dict(json.loads(file.read_text())) if file.exists() else {}


def test_keys_of_a_store_that_is_not_there_are_put_aside(tmp_path: Path) -> None:
    """Somebody has moved the store's file away; who founds another one in its folder is another device."""
    folder = tmp_path / "till"
    assert run("-m", "pos_app", "init", *INIT, "--data-dir", str(folder)).returncode == 0
    old = keys_in(folder)
    (folder / FILE).rename(tmp_path / FILE)
    assert run("-m", "pos_app", "init", *INIT, "--data-dir", str(folder)).returncode == 0
    assert not set(old.values()) & set(keys_in(folder).values())
    assert keys_in(folder / ASIDE / "1") == old


def test_a_kill_when_the_restored_store_has_its_name_leaves_a_whole_one(burnt: Burnt) -> None:
    burnt.restores("restore.after_rename")
    assert (burnt.new / FILE).exists() and (burnt.new / RESTORING).exists()
    begins(burnt.new)
    assert not (burnt.new / RESTORING).exists()
    burnt.all_is_there_once()


def test_a_restored_till_that_dies_at_its_first_starts_begins_one_history(burnt: Burnt) -> None:
    burnt.restores()
    for failpoint in AFTER_IT[1:]:
        burnt.starts(failpoint)
    burnt.starts()
    burnt.all_is_there_once()


def begins(folder: Path) -> None:
    """What the first start of a till does with a restored folder."""
    parts = open_folder(Options("run", folder, relay_port=0), Hand(4, "2026-11-24T17:00").clock())
    try:
        assert parts.writer.submit(lambda: begin_if_restored(parts.book)).result()
    finally:
        parts.close()


def backup_of_a_new_store(tmp_path: Path) -> tuple[Path, Path]:
    """A store founded on the command line, its sheet saved from there, and a backup of it."""
    said = run("-m", "pos_app", "init", "--data-dir", str(tmp_path / "old"), *INIT)
    assert said.returncode == 0, said.stderr
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("\n".join(said.stdout.splitlines()[2:]), encoding="utf-8")
    shop = Shop(tmp_path / "old", Hand(3))
    with_backups(shop)
    made = back_up(shop)
    shop.close()
    return made, sheet


def test_the_key_is_asked_on_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, sheet = backup_of_a_new_store(tmp_path)
    typed = tmp_path / "typed"
    typed.write_text(sheet.read_text().splitlines()[-1].lower() + "\n")
    with typed.open() as keyboard:
        monkeypatch.setattr(sys, "stdin", keyboard)
        assert main(["restore", "--from", str(file), "--data-dir", str(tmp_path / "new")]) == 0
    assert (tmp_path / "new" / FILE).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "none.age", "--key-file", "sheet.txt"], "cannot be read"),
        (["--from", "none.age", "--key-file", "none.txt"], "cannot be read"),
        (["--server", "http://127.0.0.1:1", "--enrol", "X", "--key-file", "sheet.txt"], "cannot be reached"),
        ([], "--from"),
    ],
    ids=repr,
)
def test_what_cannot_be_restored_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (tmp_path / "sheet.txt").write_text(
        "# store: 1/2/3\nAGE-SECRET-KEY-1M37PQPZ84QT5XLAMZNFNX88RR9RG57T65SR8RTKVL40DVRGTPZHQUXE32N\n"
    )
    given = [str(tmp_path / word) if word.endswith((".age", ".txt")) else word for word in arguments]
    assert main(["restore", "--data-dir", str(tmp_path / "new"), *given]) == 2
    line = capsys.readouterr().err
    assert said in line and line.count("\n") == 1
    assert not (tmp_path / "new").exists()
