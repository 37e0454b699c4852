"""The program as others start it: ready in one line, refused in one line, and killed at any moment."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
import requests
import uvicorn

from domain.failpoints import NAMES
from domain.money.payments import Settlement
from sync_server.__main__ import main
from sync_server.commands import AT_A_TURN, _doors
from sync_server.database.projections import SqlTables
from sync_server.database.session import Database, raw
from tests.fakes.little_room import with_room
from tests.sync_server.running import CODE, KEY, ROOT, ServerHere, ServerProcess
from tests.sync_server.story import Story, lines, simple_dishes
from tests.sync_server.wire import WirePhone, WireTill

OURS = sorted(name for name in NAMES if name.startswith(("relay.", "home.")))


def start(folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sync_server", "--data-dir", str(folder), "--port", "0", *more]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What the program says when it does not start: one line, and it exits with 2."""

    def refuse(*arguments: str) -> str:
        assert main(arguments) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.splitlines()) == 1, said.err
        return said.err

    return refuse


@contextmanager
def process(
    folder: Path, environment: Mapping[str, str] | None = None, port: int = 0
) -> Iterator[ServerProcess]:
    running = ServerProcess(folder, environment, port)
    try:
        yield running
    finally:
        with suppress(BrokenPipeError):
            running.close()


# ---------------------------------------------------------------- starting and ending


def test_it_says_where_it_is_and_ends_cleanly(tmp_path: Path) -> None:
    running = start(tmp_path / "data")
    assert running.stdout and running.stderr
    ready = json.loads(running.stdout.readline())
    assert ready["ready"] is True
    assert ready["owner_url"] == f"{ready['url']}/owner/"
    assert requests.get(ready["setup_url"], timeout=5).status_code == 200
    running.send_signal(signal.SIGTERM)
    said = running.communicate(timeout=20)[1]
    assert running.returncode == 0
    assert ready["setup_url"] in said
    assert "enrolment code" in said
    key = tmp_path / "data" / "key"
    assert str(key) in said
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text() not in said


def test_it_starts_again_with_its_own_key(tmp_path: Path) -> None:
    for _ in range(2):
        running = start(tmp_path)
        assert running.stdout
        assert json.loads(running.stdout.readline())["ready"]
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=20)
        assert running.returncode == 0


def test_a_wrong_option_is_told_in_one_line(tmp_path: Path, refused: Callable[..., str]) -> None:
    folder = str(tmp_path / "data")
    assert "--data-dir" in refused()
    assert "--colour" in refused("--data-dir", folder, "--colour", "red")
    assert "no such command" in refused("--data-dir", folder, "red")
    assert "port" in refused("--data-dir", folder, "--port", "70000")
    assert "cannot listen" in refused("--data-dir", folder, "--host", "203.0.113.7")
    assert not (tmp_path / "data").exists(), "nothing changed"
    child = start(tmp_path / "data", "--child")
    assert "standard input" in child.communicate(timeout=30)[1]
    assert child.returncode == 2
    assert not (tmp_path / "data").exists(), "nothing changed"


def test_a_port_in_use_is_told(tmp_path: Path, refused: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in refused("--data-dir", str(tmp_path / "data"), "--port", port)
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path, refused: Callable[..., str]) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be read or written" in refused("--data-dir", str(tmp_path / "file"), "--port", "0")
    (tmp_path / "server.db").write_bytes(b"x" * 8192)
    assert "not to be had" in refused("--data-dir", str(tmp_path), "--port", "0")
    (tmp_path / "key").write_text(KEY)
    assert "damaged" in refused("--data-dir", str(tmp_path), "--port", "0")
    assert (tmp_path / "server.db").read_bytes() == b"x" * 8192


@pytest.mark.parametrize("room", [0, 20_000], ids=["none", "a little"])
def test_a_server_that_met_a_full_disk_at_its_first_start_starts_when_there_is_room(
    tmp_path: Path, room: int
) -> None:
    said = with_room(room, "sync_server.__main__", "--data-dir", tmp_path / "data", "--port", 0)
    assert (said.returncode, said.stdout) == (2, "")
    assert "请检查磁盘" in said.stderr
    assert not (tmp_path / "data" / "server.db").exists() or (tmp_path / "data" / "key").read_text().strip()
    running = start(tmp_path / "data")
    assert running.stdout
    ready = running.stdout.readline()
    running.send_signal(signal.SIGTERM)
    told = running.communicate(timeout=20)[1]
    assert (running.returncode, bool(ready)) == (0, True), told


def test_a_newer_folder_is_left_alone_and_said_in_the_readers_language(
    tmp_path: Path, refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with process(tmp_path):
        pass
    database = Database(tmp_path / "server.db", KEY)
    database.submit(lambda c: raw(c).execute("UPDATE alembic_version SET version_num = '9999'")).result()
    database.close()
    (tmp_path / "key").write_text(KEY)
    before = (tmp_path / "server.db").read_bytes()
    said = refused("--data-dir", str(tmp_path), "--port", "0")
    assert "A newer version" in said and "Update this program" in said
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "请更新本程序" in refused("--data-dir", str(tmp_path), "--port", "0")
    assert "请更新本程序" in refused("verify", "--data-dir", str(tmp_path))
    assert (tmp_path / "server.db").read_bytes() == before


def test_tills_that_come_back_together_are_let_in_together() -> None:
    """Not one a turn of the loop: those that are in already make a turn long."""
    let_in: list[asyncio.Protocol] = []

    class Caller(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            let_in.append(self)

    async def come(doors: Sequence[socket.socket]) -> int:
        loop = asyncio.get_running_loop()
        servers = [await loop.create_server(Caller, sock=door) for door in doors]
        with ExitStack() as callers:
            for _ in range(AT_A_TURN):
                callers.enter_context(socket.create_connection(doors[0].getsockname()))
            for _ in range(5):
                await asyncio.sleep(0)
            found = len(let_in)
        for server in servers:
            server.close()
        return found

    with asyncio.Runner(loop_factory=uvicorn.Config(_nobody, log_config=None).get_loop_factory()) as runner:
        assert runner.run(come(_doors(socket.create_server(("127.0.0.1", 0))))) == AT_A_TURN


async def _nobody(scope: object, receive: object, send: object) -> None:
    """No application."""


def test_a_second_server_on_a_folder_does_not_start(tmp_path: Path, refused: Callable[..., str]) -> None:
    with process(tmp_path):
        assert "A server runs on the folder" in refused("--data-dir", str(tmp_path), "--port", "0")


def test_a_child_ends_when_its_till_dies(tmp_path: Path) -> None:
    with process(tmp_path) as running:
        till = WireTill(running.url)
        till.enrol(CODE)
        asked = till.headers("GET", "/v1/feed?after=:0&wait=25", b"")
        waiting = socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2])))
        headers = "".join(f"{key}: {value}\r\n" for key, value in asked.items())
        waiting.sendall(f"GET /v1/feed?after=:0&wait=25 HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
        time.sleep(0.3)
        before = time.monotonic()
        assert running.close() == 0
        assert time.monotonic() - before < 4, "a waiting till does not hold it"
        waiting.close()


def test_no_plain_text_and_no_key_lies_about(tmp_path: Path) -> None:
    with process(tmp_path) as running:
        till = shop(running)
        phone = WirePhone(running.url, till.code("A1"))
        assert phone.order(phone.cart("给张先生 for Mr Zhang")).status_code == 202
        till.feed()
        story = evening(3)
        assert till.send(story.incarnation, story.raws).status_code == 200
        running.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for word in ("水煮鱼", "Boiled fish", "张先生", "Mr Zhang", "花椒小馆", "小周", KEY, CODE):
        assert word.encode() not in kept, word


# ---------------------------------------------------------------- killed


def shop(running: ServerProcess) -> WireTill:
    till = WireTill(running.url)
    assert till.enrol(CODE).status_code == 200
    assert till.publish_demo().status_code == 200
    return till


def evening(bills: int) -> Story:
    story = Story(time.time_ns() // 1_000_000 - 3_600_000)
    story.found()
    for place in range(bills):
        opening = story.sit(f"A{place + 1}")
        story.order(opening, *lines(*simple_dishes()[place : place + 6]))
        story.print()
        story.pay(opening)
    return story


def killed_at(folder: Path, name: str, log: Path) -> dict[str, str]:
    return {"MASHANG_FAILPOINT": name, "MASHANG_FAILPOINT_LOG": str(log)}


def was_killed(running: ServerProcess, name: str, log: Path) -> None:
    assert running.process.wait(10) == -signal.SIGKILL
    assert log.read_text(encoding="utf-8").splitlines() == [name], "the fail-point was hit"


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX matter")
@pytest.mark.parametrize("name", [name for name in OURS if name.startswith("relay.")])
def test_a_relay_killed_on_the_way_hands_each_order_over_once(tmp_path: Path, name: str) -> None:
    """Whatever the phone was not told it sends again; the till gets it, with the same id."""
    log = tmp_path / "log"
    with process(tmp_path / "data", killed_at(tmp_path, name, log)) as running:
        till = shop(running)
        phone = WirePhone(running.url, till.code("A1"))
        cart = phone.cart()
        with suppress(requests.ConnectionError):
            phone.order(cart)
        with suppress(requests.ConnectionError):
            till.feed()
        was_killed(running, name, log)
    with process(tmp_path / "data") as again:
        till.url = again.url
        found = [item["body"]["id"] for item in till.feed().json()["items"]]
        assert found == ([] if name == "relay.before_commit" else [cart["id"]])
        phone = WirePhone(again.url, till.code("A1"))
        assert phone.order(cart).status_code in (200, 202)
        found = [item["body"]["id"] for item in till.feed().json()["items"]]
        assert found == [cart["id"]]


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX matter")
@pytest.mark.parametrize("name", [name for name in OURS if name.startswith("home.")])
def test_a_home_killed_on_the_way_counts_each_fact_once(tmp_path: Path, name: str) -> None:
    turn, log, folder, story = 3, tmp_path / "log", tmp_path / "data", evening(6)
    step = len(story.raws) // 4
    with process(folder, killed_at(tmp_path, f"{name}:{turn}", log)) as running:
        till = shop(running)
        with suppress(requests.ConnectionError):
            for after in range(0, len(story.raws), step):
                till.send(story.incarnation, story.raws[after : after + step], after, story.heads[after])
        was_killed(running, name, log)
    with process(folder) as again:
        till.url = again.url
        mark = till.get(f"/v1/watermark?incarnation={story.incarnation}").json()
        assert mark["seq"] == step * (turn - (name == "home.before_commit"))
        assert mark["head"] == story.heads[mark["seq"]].hex()
        answer = till.send(story.incarnation, story.raws)  # all of it, from the beginning
        assert answer.json()["seq"] == len(story.raws)
    here = ServerHere(folder)
    try:
        here.folded()
        assert here.database.read(
            lambda c: raw(c).execute("SELECT count(*) FROM events").fetchone()[0]
        ) == len(story.raws)
        found = here.database.read(lambda c: SqlTables(c, till.store).where(Settlement))
        assert found == story.tables.where(Settlement)
    finally:
        here.close()


@pytest.mark.soak
def test_killed_at_random_moments_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    """Kill -9 while orders pour in and facts come home; every acknowledged order and fact is there, once."""
    from random import Random

    chance, folder, told = Random(11), tmp_path / "data", set[str]()
    handed: list[str] = []
    till: WireTill | None = None
    after = ":0"
    for _ in range(40):
        with process(folder) as running:
            if till is None:
                till = shop(running)
            till.url = running.url
            till.feed(after)
            phone = WirePhone(running.url, till.code("A1"))
            ends = time.monotonic() + chance.uniform(0.05, 0.6)
            while time.monotonic() < ends:
                cart = phone.cart()
                if phone.order(cart).status_code == 202:
                    told.add(str(cart["id"]))
                if chance.random() < 0.3:
                    found = till.feed(after).json()
                    handed += [item["body"]["id"] for item in found["items"]]
                    after = f"{found['epoch']}:{found['position']}"
            running.process.kill()
            running.process.wait()
    with process(folder) as last:
        assert till
        till.url = last.url
        handed += [item["body"]["id"] for item in till.feed(after).json()["items"]]
    assert told <= set(handed)
    assert len(handed) == len(set(handed))
