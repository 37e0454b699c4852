"""`pos-app doctor` before a till with real faults: what it finds, advises, and that it breaks nothing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.selling.print_setup import StationSlips
from pos_app import doctor
from pos_app.__main__ import main
from pos_app.database.session import FILE, Database, FolderLock
from pos_app.doctor import patient_of
from pos_app.keys import KeyBox
from pos_app.settings import parse
from pos_app.sync.client import ServerClient
from pos_app.workflows import examining
from tests.fakes.printer import Fault, VirtualPrinter
from tests.pos_app.damaged_journal import damage_some_facts
from tests.pos_app.desks import set_up
from tests.pos_app.shop import TOFU, Hand, Shop
from tests.pos_app.test_command_line import become_newer, contents, spoil_pages
from tests.sync_server.running import ServerHere

HOUR = 3_600_000
Found = dict[str, list[dict[str, Any]]]
Examine = Callable[..., tuple[int, Found]]


def now() -> int:
    return time.time_ns() // 1_000_000


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A store in good order: it has sold, was backed up an hour ago, and its till is closed."""
    shop = Shop(tmp_path / "store", Hand())
    shop.phone("A1").order(TOFU)
    good = {"at": now() - HOUR, "places": [], "drill": {"at": now() - HOUR, "problem": ""}}
    keep(shop, "backups", good)
    shop.close()
    return shop  # type: ignore[return-value]


def keep(shop: Shop, name: str, value: Any) -> None:
    shop.parts.writer.submit(lambda: shop.parts.book.set_local(name, value)).result()


def again(shop: Shop, name: str, value: Any) -> None:
    """Keep a value of the device while the till is open for a moment."""
    opened = Shop(shop.folder, shop.time)
    keep(opened, name, value)
    opened.close()


@pytest.fixture
def examine(capsys: pytest.CaptureFixture[str]) -> Examine:
    """Runs pos-app doctor --json; the exit code and the findings by check."""

    def run(shop: Shop, *more: str) -> tuple[int, Found]:
        capsys.readouterr()
        code = main(["--relay-port", "0", *more, "doctor", "--json", "--data-dir", str(shop.folder)])
        found: Found = {}
        for one in json.loads(capsys.readouterr().out):
            found.setdefault(one["check"], []).append(one)
        return code, found

    return run


def troubles(found: Found) -> dict[str, str]:
    return {check: one["found"] for check, ones in found.items() for one in ones if one["level"] == "trouble"}


def test_a_store_in_good_order_has_no_trouble(shop: Shop, examine: Examine) -> None:
    before = contents(shop.folder)
    code, found = examine(shop)
    assert (code, troubles(found)) == (0, {})
    checks = [
        "versions",
        "sqlite",
        "disk",
        "keys",
        "database",
        "clock",
        "lan",
        "port",
        "backups",
        "drill",
        "crashes",
    ]
    assert list(found) == checks
    assert contents(shop.folder) == before


def test_where_a_page_of_the_store_is_damaged_all_the_rest_is_said_too(shop: Shop, examine: Examine) -> None:
    """Whoever is to restore wants to know how old the backup is, and not a new code for a server."""
    damage_some_facts(shop.folder)
    code, told = examine(shop)
    assert code == 1 and list(troubles(told)) == ["database"]
    assert told["backups"][0]["level"] == "ok" and "1 hour" in told["backups"][0]["found"]


def test_a_person_reads_it_line_by_line(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop.folder / "keys").chmod(0o640)
    for locale, words in (("C", "trouble: Others on this computer may read"), ("zh_CN.UTF-8", "故障：")):
        monkeypatch.setenv("LC_ALL", locale)
        assert main(["--relay-port", "0", "doctor", "--data-dir", str(shop.folder)]) == 1
        said = capsys.readouterr().out
        assert words in said
        assert "chmod 600" in said


def test_keys_that_others_may_read(shop: Shop, examine: Examine) -> None:
    (shop.folder / "keys").chmod(0o644)
    code, found = examine(shop)
    assert code == 1
    assert list(troubles(found)) == ["keys"]
    assert "chmod 600" in found["keys"][0]["advice"]


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_text("{")])
def test_keys_that_are_gone_or_damaged(shop: Shop, examine: Examine, spoil: Callable[[Path], Any]) -> None:
    spoil(shop.folder / "keys")
    code, found = examine(shop)
    assert (code, list(troubles(found))) == (1, ["keys"])


def full(*_: object) -> NoReturn:
    raise OSError(28, "No space left on device")


def test_a_full_disk(shop: Shop, examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "write_probe", full)
    code, found = examine(shop)
    assert code == 1
    assert "No space left on device" in troubles(found)["disk"]


def test_a_disk_that_gives_nothing_says_nothing_against_the_data(
    shop: Shop, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "write_probe", full)
    (shop.folder / f"{FILE}-wal").mkdir()  # neither opened nor written
    _, found = examine(shop)
    assert found["database"][0]["level"] == "note"
    assert "Nothing says that it is damaged" in found["database"][0]["advice"]


def test_a_disk_that_is_gone_is_told_and_no_error(
    shop: Shop, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one file can be opened: what the doctor is asked for, and no reason to break down itself."""

    def gone(*_: object) -> NoReturn:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(doctor, "no_till_may_start", gone)
    monkeypatch.setattr("shutil.disk_usage", gone)
    code, found = examine(shop)
    assert code == 1
    assert list(troubles(found)) == ["disk"]
    assert troubles(found)["disk"] == f"{shop.folder} cannot be written: Input/output error"
    assert "Mend the disk first" in found["database"][0]["advice"]
    assert "port" not in found


def test_a_command_whose_disk_gives_nothing_says_so_in_a_line(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> NoReturn:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "exists", gone)
    for command in ("verify", "rebuild"):
        assert main([command, "--data-dir", str(shop.folder)]) == 2
        said = capsys.readouterr().err
        assert "Check the disk" in said and said.count("\n") == 1


def test_the_probe_of_the_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examining.write_probe(tmp_path / "probe")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        examining.write_probe(tmp_path / "probe")
    assert list(tmp_path.iterdir()) == []


def spoil_rows(folder: Path) -> None:
    """Rows that break a rule of their table, as a program with a fault would write them."""
    database = Database(folder, KeyBox(folder).database_key())
    with database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        change = "UPDATE sqlite_master SET sql = replace(sql, 'kind TEXT', 'kind TEXT CHECK (kind IS 0)')"
        assert connection.exec_driver_sql(f"{change} WHERE name = 'journal'").rowcount == 1
    database.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_pages, "The database: "),
        (spoil_rows, "constraint failed in journal"),
        (become_newer, "written by a newer version"),
    ],
)
def test_a_database_that_cannot_be_used(
    shop: Shop, examine: Examine, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(shop.folder)
    code, found = examine(shop)
    assert code == 1
    assert words in troubles(found)["database"]


def test_a_clock_that_was_set_back(shop: Shop, examine: Examine) -> None:
    opened = Shop(shop.folder, Hand(9, "2099-01-01T12:00"))
    opened.phone("A2").order(TOFU)
    opened.close()
    code, found = examine(shop)
    assert code == 1
    assert "set back" in troubles(found)["clock"]


def test_a_port_that_another_program_has(shop: Shop, examine: Examine) -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:
        number = taken.getsockname()[1]
        code, found = examine(shop, "--relay-port", str(number))
    assert code == 1
    assert str(number) in troubles(found)["port"]


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def test_printers_that_print_and_printers_that_do_not(shop: Shop, examine: Examine) -> None:
    with VirtualPrinter() as good, VirtualPrinter() as empty, VirtualPrinter() as silent:
        empty.fault, silent.fault = Fault.PAPER_OUT, Fault.SILENT
        targets = {"kitchen": good.address, "bar": empty.address, "counter": silent.address}
        again(shop, "printers", {**targets, "window": f"tcp://127.0.0.1:{closed_port()}"})
        code, found = examine(shop)
        assert code == 1
        seen = {one["facts"]["station"]: (one["level"], one["found"]) for one in found["printer"]}
        assert {station: level for station, (level, _) in seen.items()} == {
            "kitchen": "ok",
            "bar": "trouble",
            "counter": "note",
            "window": "trouble",
        }
        assert "paper is out" in seen["bar"][1]
        assert "is not reached" in seen["window"][1]
        assert not good.tickets, "the doctor prints nothing"


def test_the_printers_of_the_set_up_are_looked_at(shop: Shop, examine: Examine) -> None:
    with VirtualPrinter() as hot, VirtualPrinter() as bar:
        bar.fault = Fault.COVER_OPEN
        opened = Shop(shop.folder, shop.time)
        set_up(opened, StationSlips("kitchen", ("hot",)), hot=hot.address)
        opened.close()
        again(shop, "printers", {"kitchen": f"tcp://127.0.0.1:{closed_port()}", "bar": bar.address})
        _code, found = examine(shop)
        seen = {one["facts"]["station"]: one["level"] for one in found["printer"]}
        assert seen == {"Hot": "ok", "bar": "trouble"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerHere]:
    (tmp_path / "server").mkdir()
    server = ServerHere(tmp_path / "server")
    yield server
    server.close()


def join(shop: Shop, server: ServerHere, device_key: Ed25519PrivateKey | None = None) -> None:
    """Enrol the store's device, and remember the server."""
    opened = Shop(shop.folder, shop.time)
    store = opened.read_document("store")
    keep(opened, "servers", [{"url": server.url, "role": "home"}])
    client = ServerClient(server.url, store["device"], device_key or opened.parts.keys.device_key())
    client.enrol(server.code(), {name: store[name] for name in ("brand", "store", "names")})
    client.close()
    opened.close()


def test_a_server_that_answers(shop: Shop, server: ServerHere, examine: Examine) -> None:
    join(shop, server)
    code, found = examine(shop)
    assert (code, troubles(found)) == (0, {})
    assert server.url in found["network"][0]["found"]
    assert server.url in found["clock"][0]["found"]


def test_a_server_whose_clock_differs(shop: Shop, server: ServerHere, examine: Examine) -> None:
    join(shop, server)
    server.time.pass_by(700_000)
    code, found = examine(shop)
    wrong = found["clock"][0]
    assert (code, wrong["level"]) == (1, "trouble")
    assert 699 <= wrong["facts"]["seconds"] <= 701


def test_a_server_that_does_not_know_this_till(shop: Shop, server: ServerHere, examine: Examine) -> None:
    again(shop, "servers", [{"url": server.url, "role": "home"}])
    code, found = examine(shop)
    assert code == 1
    assert "never let in" in troubles(found)["network"]


def test_a_server_that_knows_this_till_by_another_key(
    shop: Shop, server: ServerHere, examine: Examine
) -> None:
    """It was restored on another computer."""
    join(shop, server, Ed25519PrivateKey.generate())
    code, found = examine(shop)
    assert code == 1
    assert "another computer was restored as it" in troubles(found)["network"]


def test_a_server_that_is_away(shop: Shop, examine: Examine) -> None:
    again(shop, "servers", [{"url": f"http://127.0.0.1:{closed_port()}", "role": "home"}])
    code, found = examine(shop)
    assert code == 1
    assert "is not reached" in troubles(found)["network"]


@pytest.mark.parametrize(
    ("change", "check", "words"),
    [
        ({"at": 0}, "backups", "no backup"),
        ({"at": 1_700_000_000_000}, "backups", "hours old"),
        ({"places": [{"kind": "folder", "where": "/mnt/usb", "state": "unplugged"}]}, "backups", "/mnt/usb"),
        ({"drill": {"at": 1, "problem": "chain"}}, "drill", "failed"),
        ({"drill": {"at": 1_700_000_000_000, "problem": ""}}, "drill", "hours ago"),
        (
            {
                "places": [{"kind": "server", "where": "https://x", "state": "ok"}],
                "server_drill": {"at": 1, "problem": "missing"},
            },
            "server_drill",
            "does not give it back",
        ),
    ],
)
def test_backups_that_would_not_help(
    shop: Shop, examine: Examine, change: dict[str, Any], check: str, words: str
) -> None:
    good = {"at": now() - HOUR, "places": [], "drill": {"at": now() - HOUR, "problem": ""}}
    again(shop, "backups", {**good, **change})
    code, found = examine(shop)
    assert code == 1
    assert words in troubles(found)[check]


def test_a_till_that_runs_is_examined_beside_its_selling(shop: Shop, examine: Examine) -> None:
    opened = Shop(shop.folder, shop.time)
    code, found = examine(shop, "--relay-port", str(closed_port()))
    assert found["database"][0]["level"] == "ok"
    assert "port" not in found, "the port is ours"
    assert (code, list(troubles(found))) == (1, ["network"]), "this till has no server beside it"
    opened.phone("A2").order(TOFU)
    opened.close()


def test_a_folder_without_a_store_is_no_trouble(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "none"
    assert main(["--relay-port", "0", "doctor", "--data-dir", str(folder)]) == 0
    assert "holds no store yet" in capsys.readouterr().out
    assert not folder.exists()


def test_the_parcel_holds_logs_and_findings_and_says_so(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    (shop.folder / "logs" / "crashes").mkdir(parents=True, exist_ok=True)
    (shop.folder / "logs" / "till.log").write_text("{}\n")
    (shop.folder / "logs" / "crashes" / "1.json").write_text("{}")
    parcel = tmp_path / "parcel.zip"
    main(["--relay-port", "0", "doctor", "--data-dir", str(shop.folder), "--report", str(parcel)])
    said = capsys.readouterr().out.splitlines()[-1]
    with zipfile.ZipFile(parcel) as packed:
        names = packed.namelist()
        assert json.loads(packed.read("doctor.json"))[0]["check"] == "versions"
    assert names == ["doctor.json", "logs/crashes/1.json", "logs/till.log"]
    assert all(name in said for name in names)
    key = KeyBox(shop.folder).database_key().encode()
    assert key not in parcel.read_bytes() and FILE not in names


def test_a_running_till_is_looked_for_where_its_own_server_listens(shop: Shop) -> None:
    """It was started with a port of its own; the doctor was not told."""
    options = parse(["doctor", "--data-dir", str(shop.folder)])
    (shop.folder / "server").mkdir()
    noted = shop.folder / "server" / "port"
    noted.write_text("9123")
    assert patient_of(options).port == options.relay_port, "no till runs: it is asked for the usual port"
    lock = FolderLock(shop.folder)
    try:
        assert patient_of(options).port == 9123
        noted.write_text("half")
        assert patient_of(options).port == options.relay_port
    finally:
        lock.release()


def test_what_it_says_comes_through_a_pipe_that_lacks_the_letters(shop: Shop) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "pos_app", "doctor", "--data-dir", shop.folder],
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8", "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert said.returncode in (0, 1) and "正常" in said.stdout.decode(), said.stderr
