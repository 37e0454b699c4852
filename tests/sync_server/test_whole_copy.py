"""`sync-server backup` and `restore`: all of a server in one file, and a server made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync_server.__main__ import main
from tests.sync_server.running import KEY, ServerHere
from tests.sync_server.test_recording import evening

pytestmark = pytest.mark.usefixtures("open_files_stay")

Said = pytest.CaptureFixture[str]


def sync_server(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture
def backup(server: ServerHere, tmp_path: Path) -> Path:
    """A backup of a running server that holds an evening."""
    till, story = server.till(), evening(server.time.clock.now())
    till.send(story.incarnation, story.raws)
    (server.folder / "key").write_text(KEY)
    file = tmp_path / "elsewhere.backup"
    assert sync_server("backup", "--data-dir", server.folder, "--to", file) == 0
    return file


def test_a_running_server_is_copied_and_restored_under_a_new_epoch(
    server: ServerHere, backup: Path, tmp_path: Path, capsys: Said
) -> None:
    assert sync_server("restore", "--from", backup, "--data-dir", tmp_path / "new") == 0
    assert (tmp_path / "new" / "key").read_text() == KEY
    restored = ServerHere(tmp_path / "new")
    (one,) = server.server.enrolling.devices.values()
    assert restored.server.enrolling.devices[one.id].public_key == one.public_key
    mine, old = restored.server.enrolling.identity, server.server.enrolling.identity
    assert mine.id == old.id and mine.signing_key == old.signing_key and mine.epoch != old.epoch
    query = "SELECT id, seq, hex(head) FROM incarnations"
    heads = [one.database.read(lambda c: c.exec_driver_sql(query).all()) for one in (restored, server)]
    assert heads[0] == heads[1] != []
    restored.close()
    assert sync_server("verify", "--data-dir", tmp_path / "new") == 0


def test_the_key_lies_beside_it_for_its_owner_alone_and_is_spoken_of(
    server: ServerHere, backup: Path, capsys: Said
) -> None:
    again = backup.with_name("again.backup")
    assert sync_server("backup", "--data-dir", server.folder, "--to", again) == 0
    key = backup.with_name("elsewhere.backup.key")
    assert key.read_text() == KEY and key.stat().st_mode & 0o077 == 0
    assert KEY.encode() not in backup.read_bytes()
    assert "another place" in capsys.readouterr().out


def test_nothing_is_overwritten(server: ServerHere, backup: Path, capsys: Said) -> None:
    before = backup.read_bytes()
    assert sync_server("backup", "--data-dir", server.folder, "--to", backup) == 2
    assert sync_server("restore", "--from", backup, "--data-dir", server.folder) == 2
    assert backup.read_bytes() == before and "A server's data lies in" in capsys.readouterr().err


@pytest.mark.parametrize("damage", ["key", "file", "gone"])
def test_a_backup_that_does_not_open_makes_no_server(
    backup: Path, tmp_path: Path, damage: str, capsys: Said
) -> None:
    if damage == "key":
        backup.with_name("elsewhere.backup.key").write_text("00" * 32)
    elif damage == "file":
        raw = bytearray(backup.read_bytes())
        raw[len(raw) // 2] ^= 1
        backup.write_bytes(raw)
    else:
        backup.unlink()
    assert sync_server("restore", "--from", backup, "--data-dir", tmp_path / "new") == 2
    left = {file.name for file in (tmp_path / "new").glob("*")} if (tmp_path / "new").exists() else set()
    assert left <= {"server.lock"}
    assert "elsewhere.backup" in capsys.readouterr().err


def test_options_that_miss_their_file(tmp_path: Path, capsys: Said) -> None:
    assert sync_server("backup", "--data-dir", tmp_path) == 2
    assert sync_server("restore", "--data-dir", tmp_path) == 2
    assert "--to" in (said := capsys.readouterr().err) and "--from" in said
