"""What a stolen disk or a log sent to a stranger gives away: no dish, no guest, no key."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.folder import open_folder
from pos_app.keys import KeyBox
from pos_app.logs import log_to
from pos_app.settings import Options
from pos_app.startup import start
from tests.pos_app.shop import FISH, RICE, TOFU, Hand, Shop, founded

REMARK = "给小明过生日，不要花生"
SAID = (
    REMARK,
    "水煮鱼",
    "Boiled fish",
    "麻婆豆腐",
    "花椒小馆",
    "Huajiao",
    "人民路",
    "王姐",
    "phone-of-a-guest",
)
SPELLINGS = ("utf-8", "utf-16-le", "gb18030")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The till's log while a test runs."""
    handler = log_to(tmp_path / "logs")
    yield tmp_path / "logs" / "till.log"
    logging.getLogger().removeHandler(handler)
    handler.close()


def plain_text_in(folder: Path) -> set[tuple[str, str]]:
    """(file, words) wherever something readable of the store lies."""
    return {
        (path.name, words)
        for path in folder.rglob("*")
        if path.is_file()
        for words in SAID
        for spelling in SPELLINGS
        if words.encode(spelling) in path.read_bytes()
    }


def test_no_dish_and_no_guest_can_be_read_in_the_folder(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "store")
    shop.phone("A1").order(FISH, TOFU, remark=REMARK)
    shop.open("A2")
    shop.send("A2", RICE, remark=REMARK)
    shop.pay("A1")
    shop.till.set_stock("mapo-tofu", 3_000, "he").result()
    assert (tmp_path / "store" / "store.db-wal").stat().st_size > 0  # while it runs
    assert plain_text_in(tmp_path) == set()
    assert shop.rebuilt().different == ()
    assert plain_text_in(tmp_path) == set()
    shop.close()
    assert plain_text_in(tmp_path) == set()


def test_the_search_would_find_what_lies_open(tmp_path: Path) -> None:
    for spelling in SPELLINGS:
        (tmp_path / spelling).write_bytes(f"…{REMARK}…".encode(spelling))
    assert {name for name, _ in plain_text_in(tmp_path)} == set(SPELLINGS)


def test_a_log_names_what_failed_but_not_what_was_said(log: Path) -> None:
    def fail(remark: str) -> None:
        raise ValueError(f"cannot lay out {remark}")

    try:
        fail(REMARK)
    except ValueError:
        logging.getLogger("pos_app.workflows").exception("a ticket failed")
    line = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    assert (line["level"], line["from"], line["said"]) == ("error", "pos_app.workflows", "a ticket failed")
    assert line["error"].startswith("ValueError at test_secrets.py:")
    assert "fail" in line["error"] and REMARK not in log.read_text(encoding="utf-8")


def test_an_evening_with_failures_writes_no_word_and_no_key_into_the_log(
    tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    shop = Shop(tmp_path / "store", Hand())
    monkeypatch.setattr("pos_app.workflows.till.follow", lambda *_: 1 // 0)
    shop.phone("A1").request(FISH)
    shop.hear({"id": REMARK, "lines": REMARK})
    shop.till.open_table("A1", 2, "zhou").result()  # done, though no screen can follow
    monkeypatch.undo()
    keys = KeyBox(shop.folder)
    secret = [
        keys.database_key(),
        keys.server_key(),
        keys.pepper(),
        keys.device_key().private_bytes_raw().hex(),
    ]
    shop.close()
    logging.getLogger().setLevel(logging.INFO)
    text = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError at" in text
    assert not any(word in text for word in (*SAID, *secret))


def test_a_till_that_is_closed_lets_go_of_its_log(tmp_path: Path) -> None:
    handlers = list(logging.getLogger().handlers)
    running = start(Options("run", tmp_path / "demo", demo=True, headless=True, relay_port=0))
    logging.getLogger("pos_app").info("open")
    running.close()
    assert logging.getLogger().handlers == handlers
    assert "open" in (tmp_path / "demo" / "logs" / "till.log").read_text()
    secret = json.loads((tmp_path / "demo" / "keys").read_text())
    logged = (tmp_path / "demo" / "logs" / "till.log").read_text()
    assert not any(value in logged for value in secret.values())


def test_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    parts = open_folder(Options("run", tmp_path / "new", relay_port=0))
    parts.close()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert founded().stat().st_mode & 0o777 == 0o700
