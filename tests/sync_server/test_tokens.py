"""A short token is shown instead of a signature; it dies with its device, its time and its server."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync_server.workflows.tokens import CLOCKS_MAY_DIFFER, LIVES
from tests.sync_server.running import ServerHere
from tests.sync_server.story import Story
from tests.sync_server.test_scopes import pass_by
from tests.sync_server.wire import WireTill

TEN_MINUTES = 600_000
AN_HOUR = 3_600_000


def token_of(till: WireTill, *scopes: str) -> str:
    answer = till.token(*scopes)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


def refused(till: WireTill, token: str, target: str = "/v1/totals") -> tuple[int, str]:
    answer = till.shows(token, target)
    return answer.status_code, "" if answer.status_code == 200 else str(answer.json()["code"])


HOLDS = (200, "")
OVER = (401, "invalid_token")


def test_a_token_names_device_scopes_and_its_end_within_ten_minutes(server: ServerHere) -> None:
    till = server.till()
    told = till.token().json()
    assert (told["device"], told["scopes"]) == (till.device, ["feed", "read"])
    assert told["ends"] - told["given"] == told["lives"] * 1000 == LIVES
    assert LIVES + CLOCKS_MAY_DIFFER <= TEN_MINUTES
    body = told["token"].split(".")[0]
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    assert said == {
        "device": till.device,
        "ends": told["ends"],
        "given": told["given"],
        "scopes": ["feed", "read"],
    }
    for target in ("/v1/totals", "/v1/marks", "/v1/publication", "/v1/feed?after=:0&wait=0", "/v1/report"):
        assert refused(till, told["token"], target) == HOLDS


def test_a_token_is_taken_many_times_until_it_ends(server: ServerHere) -> None:
    server.time.stop()
    till = server.till()
    token = token_of(till)
    assert [refused(till, token) for _ in range(3)] == [HOLDS] * 3
    pass_by(server, LIVES - 5_000, till)
    assert refused(till, token) == HOLDS
    pass_by(server, 5_000, till)
    assert refused(till, token) == OVER
    assert refused(till, token_of(till)) == HOLDS


def test_only_a_signature_gets_a_token(server: ServerHere) -> None:
    till = server.till()
    answer = till.shows(token_of(till), "/v1/token", "POST")
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


def test_no_token_pushes_publishes_or_keeps_backups(server: ServerHere) -> None:
    till, story = server.till(), Story(server.time.clock.now())
    story.found()
    token = token_of(till)
    for method, target in (
        ("POST", "/v1/events"),
        ("POST", "/v1/publication"),
        ("GET", f"/v1/journal?incarnation={story.incarnation}&after=0"),
        ("GET", "/v1/backups"),
    ):
        no = till.shows(token, target, method, till.batch(story.incarnation, story.raws))
        assert (no.status_code, no.json()["code"]) == (403, "insufficient_scope"), target
    assert till.get("/v1/marks").json()["marks"] == []
    for scopes in (("push",), ("read", "publish"), ("all",)):
        assert till.token(*scopes).status_code == 403


def test_a_token_may_be_asked_for_less(server: ServerHere) -> None:
    till = server.till()
    token = token_of(till, "read")
    assert refused(till, token) == HOLDS
    assert refused(till, token, "/v1/feed?after=:0&wait=0") == (403, "insufficient_scope")
    assert server.reader(till.store).token("feed").status_code == 403


def test_what_cannot_be_read_asks_for_no_token(server: ServerHere) -> None:
    till = server.till()
    for body in (b"[]", b"{", b'{"scopes":"read"}', b'{"scopes":[1]}'):
        assert till.call("POST", "/v1/token", body).json()["code"] == "unreadable"


def test_a_revoked_device_is_cut_off_in_the_middle_of_its_token(server: ServerHere) -> None:
    till = server.till()
    token = token_of(till)
    assert refused(till, token) == HOLDS
    server.revoke(till.device)
    assert refused(till, token) == (401, "revoked")
    assert till.token().json()["code"] == "revoked"


def test_a_replaced_till_is_told_so_in_the_middle_of_its_token(server: ServerHere) -> None:
    till = server.till()
    token = token_of(till)
    server.till(brand=till.brand, store=till.store)
    assert refused(till, token, "/v1/feed?after=:0&wait=0") == (409, "replaced")


def test_a_device_with_another_key_has_no_token_from_before(server: ServerHere) -> None:
    till = server.till()
    token = token_of(till)
    till.key = Ed25519PrivateKey.generate()
    assert till.enrol(server.code()).status_code == 200
    assert refused(till, token) == OVER
    assert refused(till, token_of(till)) == HOLDS


def test_a_token_cannot_be_made_or_changed(server: ServerHere) -> None:
    till, other = server.till(), server.till()
    token, others = token_of(till), token_of(other)
    said, seal = token.split(".")
    plain = json.loads(base64.urlsafe_b64decode(said + "=="))
    forged = [
        base64.urlsafe_b64encode(json.dumps({**plain, **change}).encode()).rstrip(b"=").decode()
        for change in (
            {"device": other.device},
            {"ends": plain["ends"] + 1},
            {"scopes": ["feed", "push", "read"]},
            {"device": "f" * 32},
        )
    ]
    wrong = [f"{one}.{seal}" for one in forged]
    wrong += [f"{said}.{others.split('.')[1]}", said, f"{said}.", f".{seal}", "", "é.é", "a" * 5_000, "a.b.c"]
    for each in wrong:
        answer = till.call("GET", "/v1/totals", headers={"Authorization": f"Bearer {each}".encode()})  # type: ignore[dict-item]
        assert (answer.status_code, answer.json()["code"]) == OVER, each
    assert refused(till, token) == HOLDS


# ---------------------------------------------------------------- several servers


@pytest.fixture
def second(server: ServerHere) -> Iterator[ServerHere]:
    """Another process of the same home, on the same database."""
    running = ServerHere(server.folder)
    yield running
    running.close()


def at(server: ServerHere, till: WireTill) -> WireTill:
    """The same device at another address."""
    there = WireTill(server.url, till.brand, till.store, till.device)
    there.key = till.key
    return there


def test_every_process_of_a_home_takes_a_token_and_cuts_off_a_thief(
    server: ServerHere, second: ServerHere
) -> None:
    till = server.till()
    token, there = token_of(till), at(second, till)
    assert refused(there, token) == HOLDS
    second.time.wrong = -CLOCKS_MAY_DIFFER // 2
    assert refused(there, token) == HOLDS, "the clocks of two machines never agree"
    server.revoke(till.device)
    assert refused(there, token) == (401, "revoked")
    assert there.get("/v1/totals").json()["code"] == "revoked"


def test_another_home_takes_no_token(server: ServerHere, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = ServerHere(tmp_path / "other")
    till = server.till()
    there = at(other, till)
    assert there.enrol(other.code()).status_code == 200
    assert refused(there, token_of(till)) == OVER
    other.close()


def test_a_server_under_a_new_epoch_takes_no_token_from_before(server: ServerHere) -> None:
    till = server.till()
    token = token_of(till)
    epoch = "UPDATE server SET epoch = 'another'"
    server.database.submit(lambda c: c.exec_driver_sql(epoch)).result()
    restored = ServerHere(server.folder)
    assert refused(at(restored, till), token) == OVER
    restored.close()


# ---------------------------------------------------------------- clocks


def test_a_servers_clock_is_set_back_an_hour(server: ServerHere) -> None:
    till = server.till()
    token = token_of(till)
    signed = till.headers("GET", "/v1/totals", b"")
    assert till.call("GET", "/v1/totals", headers=signed).status_code == 200
    server.time.wrong = -AN_HOUR
    assert till.get("/v1/totals").status_code == 200, "signatures go by what has passed since the start"
    assert refused(till, token) == OVER, "it would live an hour longer"
    fresh = token_of(till)
    assert refused(till, fresh) == HOLDS
    pass_by(server, LIVES, till)
    assert refused(till, fresh) == OVER
    assert till.call("GET", "/v1/totals", headers=signed).status_code == 401, "and an old call stays old"
    server.time.wrong = 0
    assert refused(till, token_of(till)) == HOLDS


def test_a_servers_clock_is_set_forward(server: ServerHere) -> None:
    till = server.till()
    token = token_of(till)
    server.time.wrong = AN_HOUR
    assert refused(till, token) == OVER
    assert refused(till, token_of(till)) == HOLDS
