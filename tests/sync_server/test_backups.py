"""A store's backups at the server: as they came or not at all, only for that store, streamed."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.errors import Refused
from domain.record.retention import DAY
from pos_app.sync.backups import BackupClient
from pos_app.sync.client import ServerRefused
from sync_server.workflows import backups
from sync_server.workflows.backups import BackupFiles, Limits
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.wire import WireTill

pytestmark = pytest.mark.usefixtures("open_files_stay")


def put(
    till: WireTill, name: str, body: bytes, sha256: str = "", signed: bytes | None = None
) -> requests.Response:
    target = f"/v1/backups/{name}"
    headers = till.headers("PUT", target, body if signed is None else signed)
    headers["Mashang-Sha256"] = sha256 or hashlib.sha256(body if signed is None else signed).hexdigest()
    return till.call("PUT", target, body, headers)


def names(till: WireTill) -> list[str]:
    return [one["name"] for one in till.get("/v1/backups").json()["backups"]]


def left(server: ServerHere) -> list[Path]:
    return [file for file in (server.folder / "backups").rglob("*") if file.is_file()]


def test_the_tills_own_client_gets_back_what_it_put(
    server: ServerHere, till: WireTill, tmp_path: Path
) -> None:
    client = BackupClient(server.url, till.device, till.key)
    file = tmp_path / "0a1b2c3d-20261128T180000Z.age"
    file.write_bytes(secrets.token_bytes(3 << 20))
    client.put_backup(file, hashlib.sha256(file.read_bytes()).hexdigest())
    client.put_backup(file, hashlib.sha256(file.read_bytes()).hexdigest())
    (kept,) = client.backups()
    assert (kept.name, kept.size) == (file.name, 3 << 20)
    with (tmp_path / "back").open("wb") as out:
        client.get_backup(file.name, out)
    assert (tmp_path / "back").read_bytes() == file.read_bytes()
    client.close()


def test_a_backup_is_never_overwritten(till: WireTill) -> None:
    assert put(till, "one.age", b"a").json() == {"name": "one.age", "size": 1}
    assert put(till, "one.age", b"b").json()["code"] == "request_changed"
    assert till.get("/v1/backups/one.age").content == b"a"


def test_bytes_that_were_not_signed_leave_nothing(server: ServerHere, till: WireTill) -> None:
    assert (
        put(till, "one.age", b"altered on the way", signed=b"as it was sent").json()["code"] == "unreadable"
    )
    assert put(till, "one.age", b"a", sha256="0" * 64).json()["code"] == "signature"
    assert put(till, "one.age", b"a", sha256="x").json()["code"] == "signature"
    assert left(server) == []


def test_a_line_that_breaks_leaves_nothing(server: ServerHere, till: WireTill) -> None:
    target, body = "/v1/backups/one.age", b"x" * 100_000
    headers = {**till.headers("PUT", target, body), "Mashang-Sha256": hashlib.sha256(body).hexdigest()}
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.sendall(
            f"PUT {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n{told}\r\n".encode()
        )
        line.sendall(body[:50_000])
        wait_for(lambda: left(server))
    wait_for(lambda: not left(server))
    assert put(till, "one.age", body).status_code == 200


def test_another_store_sees_nothing_of_it(server: ServerHere, till: WireTill) -> None:
    put(till, "one.age", b"a")
    other = server.till()
    assert names(other) == [] and other.get("/v1/backups/one.age").status_code == 404


def test_a_stolen_or_replaced_pc_neither_reads_nor_writes(server: ServerHere, till: WireTill) -> None:
    put(till, "one.age", b"a")
    new = server.till(brand=till.brand, store=till.store)
    assert put(till, "two.age", b"b").json()["code"] == "replaced"
    assert till.get("/v1/backups").json()["code"] == "replaced"
    assert names(new) == ["one.age"], "the new computer of the store restores from it"
    asyncio.run(server.server.enrolling.revoke(new.device))
    assert put(new, "two.age", b"b").json()["code"] == "revoked"
    assert new.get("/v1/backups/one.age").json()["code"] == "revoked"


@pytest.mark.parametrize(
    "name", ["..%2Fone.age", "one.txt", ".age", "a" * 81 + ".age", "%00.age", "one.age.part"]
)
def test_a_name_that_is_no_backups(server: ServerHere, till: WireTill, name: str) -> None:
    assert put(till, name, b"a").status_code in (400, 404)
    assert left(server) == []


def test_a_stranger_is_not_listened_to(server: ServerHere, till: WireTill) -> None:
    till.key = Ed25519PrivateKey.generate()
    assert put(till, "one.age", b"a").json()["code"] == "signature"


async def _pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def keep(files: BackupFiles, name: str, body: bytes = b"a") -> None:
    asyncio.run(files.put("s", name, hashlib.sha256(body).hexdigest(), _pieces(body)))


def test_what_is_too_big_or_too_much_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = BackupFiles(tmp_path, Limits(size=10), lambda: time.time_ns() // 1_000_000)
    for size, spare, code in ((11, 0, "too_large"), (1, 1 << 62, "backup_full")):
        monkeypatch.setattr(backups, "SPARE", spare)
        with pytest.raises(Refused) as no:
            keep(files, "one.age", b"a" * size)
        assert no.value.code == code
    assert files.listed("s") == []


def test_old_ones_go_by_their_age_and_never_the_newest(tmp_path: Path) -> None:
    now = time.time_ns() // 1_000_000
    files = BackupFiles(tmp_path, Limits(count=3), lambda: now)
    for number in range(4):
        keep(files, f"hour-{number}.age")
        made = tmp_path / "backups" / "s" / f"hour-{number}.age"
        moment = (now - (4 - number) * 40 * DAY) / 1000
        os.utime(made, (moment, moment))
    keep(files, "now.age")
    assert [one.name for one in files.listed("s")] == ["now.age", "hour-3.age", "hour-2.age"]


def test_what_a_power_cut_left_half_done_is_cleared(tmp_path: Path) -> None:
    torn = tmp_path / "backups" / "s" / "00.part"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(b"half")
    BackupFiles(tmp_path, Limits(), lambda: time.time_ns() // 1_000_000)
    assert not torn.exists()


def test_the_client_is_told_why_not(server: ServerHere, till: WireTill, tmp_path: Path) -> None:
    client = BackupClient(server.url, till.device, till.key)
    with pytest.raises(ServerRefused) as no, (tmp_path / "x").open("wb") as out:
        client.get_backup("none.age", out)
    assert (no.value.status, no.value.code) == (404, "backup_unknown")
    client.close()
