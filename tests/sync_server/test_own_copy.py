"""What a till's own server gives into the till's backup: all that no till can tell again, and little more."""

from __future__ import annotations

import json
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from sync_server.database.connecting import connect
from sync_server.own_copy import give, take_back
from sync_server.settings import CannotStart
from tests.sync_server.running import KEY, ServerHere
from tests.sync_server.test_recording import evening
from tests.sync_server.wire import WirePhone, WireTill

pytestmark = pytest.mark.usefixtures("open_files_stay")


def copy(server: ServerHere, file: Path, *held: str) -> dict[str, Any]:
    """As a till asks for it, that holds these incarnations; what it hears at the end."""
    heard = BytesIO()
    asked = BytesIO(json.dumps({"held": held}).encode() + b"\n")
    give(server.folder, KEY, file, server.time.clock.now(), (asked, heard))
    heads, found = map(json.loads, heard.getvalue().splitlines())
    assert {head[0] for head in heads["heads"]} == {
        one for (one,) in rows(server, "SELECT id FROM incarnations")
    }
    return dict(found)


def rows(where: ServerHere | Path, query: str) -> list[Any]:
    path = where.folder / "server.db" if isinstance(where, ServerHere) else where
    with closing(connect(path, KEY)) as connection:
        return list(connection.execute(query).fetchall())


def told(server: ServerHere, till: WireTill) -> str:
    """A store that has told an evening; its incarnation."""
    story = evening(server.time.clock.now())
    assert till.send(story.incarnation, story.raws).ok
    server.folded()
    return story.incarnation


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


def test_facts_that_the_till_holds_stay_out_and_all_else_goes_along(server: ServerHere, file: Path) -> None:
    till = server.store()
    incarnation = told(server, till)
    server.reader(till.store)
    server.revoke(server.reader(till.store).device)
    found = copy(server, file, incarnation)
    assert (found["readers"], found["password"], found["review"], found["orders"]) == (1, False, 0, 0)
    assert (
        rows(file, "SELECT count(*) FROM events") == rows(file, "SELECT count(*) FROM incarnations") == [(0,)]
    )
    assert rows(file, "SELECT current FROM stores") == [("",)]
    for table in ("devices", "publications", "server", "alembic_version"):
        query = f"SELECT * FROM {table}"
        assert rows(file, query) == rows(server, query) != []
    assert rows(file, "SELECT count(*) FROM enrol_codes") == [(0,)], (
        "a code that was used later would open again"
    )


def test_what_the_till_does_not_hold_goes_along_with_what_it_builds_on(
    server: ServerHere, file: Path
) -> None:
    till = server.store()
    incarnation = told(server, till)
    with closing(connect(server.folder / "server.db", KEY)) as connection:  # counted, and not fetched yet
        connection.execute(
            "INSERT INTO incarnations (id, store, device, seq, head, heard_at, follows, fork, why)"
            " SELECT 'counted', store, device, seq, head, 0, id, seq, 'review' FROM incarnations"
        )
    copy(server, file, incarnation)
    assert {one for (one,) in rows(file, "SELECT id FROM incarnations")} == {"counted", incarnation}
    assert rows(file, "SELECT count(*) FROM events") == rows(server, "SELECT count(*) FROM events")
    copy(server, file.with_name("less.db"), incarnation, "counted")
    assert rows(file.with_name("less.db"), "SELECT count(*) FROM events") == [(0,)]


def test_a_table_that_is_new_goes_along_by_itself(server: ServerHere, file: Path) -> None:
    rows(server, "CREATE TABLE later (id TEXT PRIMARY KEY)")
    rows(server, "CREATE INDEX later_by_id ON later (id)")
    rows(server, "INSERT INTO later VALUES ('here')")
    copy(server, file)
    assert rows(file, "SELECT id FROM later") == [("here",)]
    assert ("later_by_id",) in rows(file, "SELECT name FROM sqlite_master WHERE type = 'index'")


def test_a_server_made_of_it_knows_its_devices_and_hands_a_waiting_order_out_once(
    server: ServerHere, file: Path, tmp_path: Path
) -> None:
    till = server.store()
    incarnation = told(server, till)
    till.feed()  # it is there, and asks no more
    phone = WirePhone(server.url, till.code("A1"))
    cart = phone.cart("k-1")
    assert phone.order(cart).status_code == 202
    before = till.feed(":0")
    assert copy(server, file, incarnation)["orders"] == 0, "it was handed just now"
    rows(server, "UPDATE requests SET state = 'received', handed_at = 0")
    again = tmp_path / "again.db"
    assert copy(server, again, incarnation)["orders"] == 1
    heard = BytesIO()
    take_back(again, KEY, tmp_path / "new", server.time.clock.now(), heard)
    assert json.loads(heard.getvalue())["orders"] == 1

    restored = ServerHere(tmp_path / "new")
    try:
        till.url = restored.url
        old = f"{before.json()['epoch']}:{before.json()['position']}"
        no = till.feed(old)
        assert (no.status_code, no.json()["code"]) == (409, "epoch")
        epoch = no.json()["facts"]["epoch"]
        items = till.feed(f"{epoch}:0").json()
        assert [one["body"]["id"] for one in items["items"]] == [cart["id"]]
        assert till.feed(f"{epoch}:{items['position']}").json()["items"] == []
    finally:
        restored.close()


def test_a_till_that_does_not_answer_gets_no_file(server: ServerHere, file: Path) -> None:
    with pytest.raises(CannotStart):
        give(server.folder, KEY, file, 0, (BytesIO(), BytesIO()))
    assert not file.exists() and not file.with_suffix(".new").exists()
    with pytest.raises(CannotStart):
        give(server.folder, "00" * 32, file, 0, (BytesIO(b'{"held":[]}\n'), BytesIO()))


def test_a_damaged_copy_makes_no_server(server: ServerHere, file: Path, tmp_path: Path) -> None:
    copy(server, file)
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    with pytest.raises(CannotStart):
        take_back(file, KEY, tmp_path / "new", 1, BytesIO())
    assert not (tmp_path / "new" / "server.db").exists()
