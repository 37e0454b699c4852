"""Real processes that die in the middle of a backup or a restore, or whose disk takes no more."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pos_app.__main__ import main
from pos_app.database.session import FILE
from pos_app.workflows.backing_up import FOLDER
from pos_app.workflows.backup_file import PART, read_key, unseal
from pos_app.workflows.backup_making import WORK
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


def test_a_kill_in_a_restore_leaves_no_store_and_the_next_restore_takes_the_folder(tmp_path: Path) -> None:
    file, sheet = backup_of_a_new_store(tmp_path)
    command = ("-m", "pos_app", "restore", "--from", str(file), "--key-file", str(sheet))
    target = tmp_path / "new"
    place = ("--data-dir", str(target))
    ended = run(*command, *place, failpoint="restore.before_rename", note=tmp_path / "note")
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert (tmp_path / "note").read_text() == "restore.before_rename\n"
    assert not (target / FILE).exists()
    ended = run(*command, *place)
    assert ended.returncode == 0, ended.stderr
    assert "花椒小馆" in ended.stdout
    assert sorted(path.name for path in target.iterdir() if path.name != "keys") == [FILE]
    assert main(["verify", "--data-dir", str(target)]) == 0


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
