"""A till is let in once, by a code that a person typed; every later call shows that it is the same till."""

import asyncio
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domain.record.envelope import GENESIS
from tests.sync_server.running import ServerHere
from tests.sync_server.wire import WireTill, new_id


def test_a_code_lets_one_device_in(server: ServerHere) -> None:
    code = server.code()
    first, second = WireTill(server.url), WireTill(server.url)
    assert first.enrol(f" {code[:4].lower()}-{code[4:]} ").status_code == 200
    assert second.enrol(code).json() == {"code": "enrol_code", "facts": {}}
    assert first.get("/v1/publication").json() == {"versions": {}}


def test_a_lost_answer_to_an_enrolment_is_given_again(server: ServerHere) -> None:
    code, till = server.code(), WireTill(server.url)
    assert till.enrol(code).json() == till.enrol(code).json()
    till.key = Ed25519PrivateKey.generate()
    assert till.enrol(code).status_code == 403


def test_an_owners_code_holds_a_quarter_of_an_hour(server: ServerHere) -> None:
    code = server.code()
    connection = "UPDATE enrol_codes SET ends_at = ends_at - 9999999999999"
    server.database.submit(lambda c: c.exec_driver_sql(connection)).result()
    assert WireTill(server.url).enrol(code).status_code == 403


@pytest.mark.parametrize("wrong", [{"device": "x"}, {"public_key": "zz"}, {"public_key": "00"}, {"store": 5}])
def test_an_enrolment_that_cannot_be_read_uses_no_code(server: ServerHere, wrong: dict[str, object]) -> None:
    code = server.code()
    assert WireTill(server.url).enrol(code, **wrong).json()["code"] == "unreadable"
    assert WireTill(server.url).enrol(code).status_code == 200


def test_only_an_enrolled_key_signs(server: ServerHere) -> None:
    stranger, till = WireTill(server.url), server.till()
    assert stranger.get("/v1/publication").json()["code"] == "signature"
    till.key = Ed25519PrivateKey.generate()
    assert till.get("/v1/publication").status_code == 401


def test_a_signature_covers_method_target_time_nonce_and_body(server: ServerHere) -> None:
    till = server.till()
    good = till.headers("GET", "/v1/watermark?incarnation=a", b"")
    assert till.call("GET", "/v1/watermark?incarnation=b", headers=good).status_code == 401
    assert till.call("POST", "/v1/publication", b"{}", headers=good).status_code == 401
    for header, other in {"Mashang-Time": "1", "Mashang-Nonce": secrets.token_hex(16)}.items():
        assert (
            till.call("GET", "/v1/watermark?incarnation=a", headers={**good, header: other}).status_code
            == 401
        )
    signed = till.headers("POST", "/v1/publication", b'{"gone":[]}')
    assert till.call("POST", "/v1/publication", b'{"gone":["x"]}', headers=signed).status_code == 401
    assert till.call("GET", "/v1/watermark?incarnation=a", headers=good).status_code == 200


def test_missing_or_broken_headers_are_no_signature(server: ServerHere) -> None:
    till = server.till()
    good = till.headers("GET", "/v1/publication", b"")
    for header in good:
        without = {key: value for key, value in good.items() if key != header}
        assert till.call("GET", "/v1/publication", headers=without).status_code == 401
        assert till.call("GET", "/v1/publication", headers={**good, header: "zz"}).status_code == 401


def test_a_wrong_clock_learns_the_servers_time(server: ServerHere) -> None:
    till = server.till()
    till.offset = -6 * 60_000
    no = till.get("/v1/publication")
    assert (no.status_code, no.json()["code"]) == (401, "clock")
    till.offset += no.json()["facts"]["server_time"] - (server.time.clock.now() + till.offset)
    assert till.get("/v1/publication").status_code == 200


def test_a_call_is_heard_once(server: ServerHere) -> None:
    till = server.till()
    signed = till.headers("GET", "/v1/publication", b"")
    assert till.call("GET", "/v1/publication", headers=signed).status_code == 200
    assert till.call("GET", "/v1/publication", headers=signed).status_code == 401


def test_a_call_from_before_the_servers_start_is_signed_anew(server: ServerHere) -> None:
    """The server remembers nonces only while it runs, so it trusts no older call."""
    till = server.till()
    till.offset = -60_000
    assert till.get("/v1/publication").json()["code"] == "clock"


def test_a_revoked_device_speaks_no_more(server: ServerHere) -> None:
    till = server.till()
    asyncio.run(server.server.enrolling.revoke(till.device))
    assert till.get("/v1/publication").json()["code"] == "revoked"


def test_the_server_countersigns_what_it_holds(server: ServerHere) -> None:
    till = WireTill(server.url)
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(till.enrol(server.code()).json()["public_key"]))
    incarnation = new_id()
    answer = till.send(incarnation, [b'{"a":1}']).json()
    text = f"{incarnation}:{answer['seq']}:{answer['head']}".encode()
    public.verify(bytes.fromhex(answer["signature"]), text)
    assert answer["head"] != GENESIS.hex()
