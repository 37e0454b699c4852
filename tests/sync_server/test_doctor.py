"""`sync-server doctor`: what it finds on a folder with real faults, and that it changes nothing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from sync_server import doctor
from sync_server.__main__ import main
from sync_server.data_folder import left_address, open_folder
from sync_server.workflows import examining
from tests.fakes.http_here import Quiet, serving
from tests.sync_server.running import KEY, ServerHere, ServerProcess
from tests.sync_server.test_recording import evening
from tests.sync_server.test_verifying import change, files

AHEAD = 420  # seconds
Found = dict[str, dict[str, Any]]
Examine = Callable[..., tuple[int, Found]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A server's folder with a store in it; the server has ended."""
    server = ServerHere(tmp_path)
    till, story = server.till(), evening(server.time.clock.now() - 60_000, 1)
    till.send(story.incarnation, story.raws)
    server.folded()
    server.close()
    (tmp_path / "key").write_text(KEY)
    (tmp_path / "key").chmod(0o600)
    return tmp_path


@pytest.fixture
def examine(capsys: pytest.CaptureFixture[str]) -> Examine:
    def run(folder: Path, port: int = 0) -> tuple[int, Found]:
        capsys.readouterr()
        code = main(["doctor", "--json", "--data-dir", str(folder), "--port", str(port)])
        return code, {one["check"]: one for one in json.loads(capsys.readouterr().out)}

    return run


def troubles(found: Found) -> list[str]:
    return [check for check, one in found.items() if one["level"] == "trouble"]


def test_a_server_in_good_order_has_no_trouble(folder: Path, examine: Examine) -> None:
    before = files(folder)
    code, found = examine(folder)
    assert (code, troubles(found)) == (0, [])
    assert found["stores"]["facts"] == {"stores": 1, "devices": 1}
    assert files(folder) == before


def test_facts_that_wait_for_their_table_are_told(folder: Path, examine: Examine) -> None:
    change(folder, "INSERT INTO fold_early SELECT id, 'o/1', 'o', '{}' FROM stores")
    assert examine(folder)[1]["early"]["facts"] == {"who": "", "count": 1}


def full(*_: object) -> NoReturn:
    raise OSError(28, "No space left on device")


def test_real_faults(folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "key").chmod(0o644)
    monkeypatch.setattr(examining, "write_probe", full)
    change(folder, "UPDATE alembic_version SET version_num = '9999'")
    change(folder, "UPDATE incarnations SET heard_at = 4102444800000")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, found = examine(folder, taken.getsockname()[1])
    assert (code, troubles(found)) == (1, ["disk", "keys", "database", "clock", "port"])
    assert all(found[check]["advice"] for check in troubles(found))


def test_a_disk_that_gives_nothing_says_nothing_against_the_data(
    folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "write_probe", full)
    (folder / "server.db-wal").mkdir()  # neither opened nor written
    _, found = examine(folder)
    assert found["database"]["level"] == "note"
    assert "Nothing says that it is damaged" in found["database"]["advice"]
    assert troubles(found) == ["disk"]


def test_a_disk_that_is_gone_is_told_and_no_error(
    folder: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "no_server_may_start", full)
    monkeypatch.setattr("shutil.disk_usage", full)
    code, found = examine(folder)
    assert (code, troubles(found)) == (1, ["disk"])
    assert "tills sell on" in found["disk"]["advice"]
    assert found["database"]["level"] == "note"


def test_the_clock_is_held_against_the_gateways(folder: Path, examine: Examine) -> None:
    class Gateway(Quiet):
        now = staticmethod(lambda: time.time() + AHEAD)

        def do_HEAD(self) -> None:
            self.send_error(404)

    with serving(Gateway) as address:
        account = json.dumps({"gateway": address})
        change(folder, f"INSERT INTO merchants SELECT 'm', id, 'wechat', '{account}', 1, 0 FROM stores")
        code, found = examine(folder)
    clock = found["clock"]
    assert (code, clock["level"], clock["facts"]["server"]) == (1, "trouble", address)
    assert AHEAD - 20 <= clock["facts"]["seconds"] <= AHEAD + 20
    assert "network" in clock["advice"]
    assert examine(folder)[1]["clock"]["level"] == "ok", "a gateway that is away is no trouble"


def test_a_till_that_tells_of_tomorrow_has_another_clock(tmp_path: Path, examine: Examine) -> None:
    server = ServerHere(tmp_path)
    till, story = server.till(), evening(server.time.clock.now() + 400_000, 1)
    till.send(story.incarnation, story.raws)
    server.close()
    (tmp_path / "key").write_text(KEY)
    (tmp_path / "key").chmod(0o600)
    code, found = examine(tmp_path)
    assert (code, troubles(found)) == (1, ["clock"])
    assert "one of the two clocks is wrong" in found["clock"]["found"]


def test_a_key_that_is_gone_or_wrong(folder: Path, examine: Examine) -> None:
    (folder / "key").write_text("00" * 32)
    assert troubles(examine(folder)[1]) == ["database"]
    (folder / "key").unlink()
    assert troubles(examine(folder)[1]) == ["keys"]


def test_a_server_that_runs_is_asked(folder: Path, examine: Examine) -> None:
    running = ServerProcess(folder)
    try:
        port = int(running.url.rpartition(":")[2])
        code, found = examine(folder, port)
        assert (code, troubles(found)) == (0, [])
        assert "runs and answers" in found["port"]["found"]
        with socket.create_server(("127.0.0.1", 0)) as door:
            elsewhere = int(door.getsockname()[1])
        assert troubles(examine(folder, elsewhere)[1]) == ["port"]
    finally:
        running.close()


def test_a_server_elsewhere_is_asked_where_it_says_that_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody remembers the port by which a service was started; killed, it leaves an address behind."""

    def doctor() -> dict[str, Any]:
        capsys.readouterr()
        main(["doctor", "--json", "--data-dir", str(folder)])
        found: Found = {one["check"]: one for one in json.loads(capsys.readouterr().out)}
        return found["port"]

    first = ServerProcess(folder)
    port = int(first.url.rpartition(":")[2])
    assert (doctor()["level"], doctor()["facts"]["port"]) == ("ok", port)
    first.process.kill()
    first.close()
    stale = (folder / "address").read_text()
    assert stale == f"{first.url}\n" and "runs" not in doctor()["found"]
    second = ServerProcess(folder)
    try:
        assert (doctor()["level"], doctor()["facts"]["port"]) == ("ok", int(second.url.rpartition(":")[2]))
    finally:
        assert second.close() == 0
    assert not (folder / "address").exists()


def test_a_killed_servers_address_is_gone_before_the_next_one_says_its_own(folder: Path) -> None:
    (folder / "address").write_text("http://127.0.0.1:1\n")
    with open_folder(folder):
        assert left_address(folder) == ""


def test_the_parcel_says_what_is_in_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "logs").mkdir(exist_ok=True)
    (folder / "logs" / "server.log").write_text("{}\n")
    parcel = folder / "parcel.zip"
    main(["doctor", "--data-dir", str(folder), "--port", "0", "--report", str(parcel)])
    with zipfile.ZipFile(parcel) as packed:
        assert packed.namelist() == ["doctor.json", "logs/server.log"]
    assert "logs/server.log" in capsys.readouterr().out


def test_what_it_says_comes_through_a_pipe_that_lacks_the_letters(folder: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "sync_server", "doctor", "--data-dir", folder],
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8", "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert said.returncode in (0, 1) and "正常" in said.stdout.decode(), said.stderr
