"""A PC burns, and there was no cloud: the backup brings back what only the store's own server knew."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import requests

from domain.record.envelope import Event, encode
from domain.record.ids import uuid7
from sync_server.database.connecting import connect
from tests.end_to_end.books import home_facts, own_server_key, till_facts
from tests.end_to_end.owner import DEMO_PASSWORD, Owner
from tests.end_to_end.phone import TOFU
from tests.end_to_end.programs import ROOT
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until
from tests.sync_server.wire import WireTill

Asked = dict[str, Any]


def test_a_burnt_pc_comes_back_with_all_that_its_own_server_knew(shop: Shop, tmp_path: Path) -> None:
    shop.open()
    url = f"http://127.0.0.1:{shop.port}"
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(shop.ask("sheet")["text"])
    with Owner(f"{url}/owner/") as owner:
        owner.sign_in(DEMO_PASSWORD)
        code = owner.mint_code("read")
    reader = WireTill(url)
    assert reader.enrol(code, scope="read", brand="", store="", names={"en": "Office"}).ok
    phone = shop.phone("A1")
    known = phone.fill([TOFU], "k-1a1")
    assert phone.send(known).status_code == 202
    phone.wait_for(known["id"], "accepted")
    opening = phone.until(lambda now: bool(now["opening"]))["opening"]["id"]
    taken = shop.ask("pay", opening=opening, payment="1" * 32)["total"]
    shop.quiet()
    waiting = _fetched_by_nobody(shop, known, "k-2b2")
    _put_aside(shop)
    epoch = requests.get(f"{url}/v1/hello", timeout=5).json()["epoch"]
    made = shop.ask("backup")
    assert (made["own"], made["places"][0]["state"]) == ("in", "ok")

    shop.cut_power()
    backup = max((shop.data / "backups").glob("*.age")).rename(tmp_path / "backup.age")
    shutil.rmtree(shop.data)
    said = _restore(backup, sheet, shop.data)
    for part in ("only read: 1.", "with the owner's password", "review: 1.", "fetched: 1.", "let in again"):
        assert part in said, said

    shop.open()
    shop.quiet()
    assert requests.get(f"{url}/v1/hello", timeout=5).json()["epoch"] != epoch
    token = str(reader.token().json()["token"])
    until(lambda: reader.shows(token, "/v1/report").json()["takings"] == taken, 10)
    with Owner(f"{url}/owner/") as owner:
        owner.sign_in(DEMO_PASSWORD)
        assert "Office" in owner.devices()
    assert _own(shop, "SELECT count(*) FROM review WHERE verdict = ''") == [(1,)]
    assert sorted(one.hash for one in till_facts(shop.data)) == sorted(
        one.hash for one in home_facts(shop.data / "server", own_server_key(shop.data))
    )
    phone = shop.phone("A1")
    phone.id = known["phone"]
    phone.wait_for(waiting, "held")  # the burnt till may have cooked it after the backup: people decide
    assert phone.state(known["id"]) == "accepted"
    assert shop.papers("k-2b2") == []
    assert len(shop.papers("k-1a1")) == 1
    named = [one for one in till_facts(shop.data) if waiting in one.raw.decode()]
    assert [one.event.kind for one in named] == ["order.held"]


def _own(shop: Shop, query: str, *values: object) -> list[Any]:
    with closing(connect(shop.data / "server" / "server.db", own_server_key(shop.data))) as connection:
        return list(connection.execute(query, values).fetchall())


def _fetched_by_nobody(shop: Shop, like: Asked, remark: str) -> str:
    """An order that came when the till did not ask: the running server knows nothing of it."""
    asked = {**like, "id": uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10)), "remark": remark}
    _own(
        shop,
        "INSERT INTO requests (store, position, id, kind, table_id, phone, state, received_at, body)"
        " SELECT store, position + 100, ?, kind, table_id, phone, 'received', ?, json_patch(body, ?)"
        " FROM requests WHERE id = ?",
        asked["id"],
        time.time_ns() // 1_000_000,
        json.dumps({"id": asked["id"], "remark": remark}),
        like["id"],
    )
    _own(shop, "UPDATE stores SET position = position + 100")
    return str(asked["id"])


def _put_aside(shop: Shop) -> None:
    """A sale of a stolen till that waits for the owner."""
    raw = encode(Event(1, "payment.received", 1, "2026-01-01", "thief", {}))
    _own(
        shop,
        "INSERT INTO review (incarnation, seq, hash, store, device, why, raw, received_at)"
        " SELECT 'stolen', 1, randomblob(32), id, 'thief', 'revoked', ?, 1 FROM stores",
        raw,
    )


def _restore(backup: Path, sheet: Path, folder: Path) -> str:
    command = ["restore", "--from", str(backup), "--data-dir", str(folder), "--key-file", str(sheet)]
    done = subprocess.run(
        [sys.executable, "-m", "pos_app", *command], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
