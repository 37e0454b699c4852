"""Signed calls: what the server can check, and what each kind of answer means."""

import hashlib
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pos_app.sync.client import ServerClient, ServerRefused, Unreachable
from pos_app.sync.lines import Answer
from tests.fakes.printer import free_port
from tests.fakes.server import CODE, FakeServer

KEY = Ed25519PrivateKey.generate()
WHO = {"brand": "b", "store": "s", "names": {"en": "Huajiao"}}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def client(server: FakeServer) -> Iterator[ServerClient]:
    client = ServerClient(server.url, "device", KEY)
    yield client
    client.close()


def test_a_stranger_is_refused_until_it_has_enrolled(client: ServerClient) -> None:
    with pytest.raises(ServerRefused) as no:
        client.versions()
    assert (no.value.status, no.value.code) == (401, "signature")
    assert client.enrol(CODE, WHO)["epoch"]
    assert client.versions() == {}


def test_enrolling_again_is_harmless_and_a_wrong_code_is_refused(client: ServerClient) -> None:
    client.enrol(CODE, WHO)
    client.enrol(CODE, WHO)
    with pytest.raises(ServerRefused, match="enrol_code"):
        client.enrol("WRONG234", WHO)


def test_who_has_another_key_is_not_the_device(server: FakeServer, client: ServerClient) -> None:
    client.enrol(CODE, WHO)
    thief = ServerClient(server.url, "device", Ed25519PrivateKey.generate())
    with pytest.raises(ServerRefused, match="signature"):
        thief.versions()
    thief.close()


def test_the_signature_covers_method_target_time_nonce_and_body(client: ServerClient) -> None:
    headers = client._signature("POST", "/v1/events?x=1", hashlib.sha256(b"body").hexdigest())
    text = "\n".join(
        [
            "POST",
            "/v1/events?x=1",
            headers["Mashang-Time"],
            headers["Mashang-Nonce"],
            hashlib.sha256(b"body").hexdigest(),
        ]
    )
    public: Ed25519PublicKey = KEY.public_key()
    public.verify(bytes.fromhex(headers["Mashang-Signature"]), text.encode())
    again = client._signature("POST", "/v1/events?x=1", hashlib.sha256(b"body").hexdigest())
    assert again["Mashang-Nonce"] != headers["Mashang-Nonce"]


@pytest.mark.parametrize("hours", [-48, 5])
def test_a_server_with_another_clock_is_asked_again_by_its_own(
    server: FakeServer, client: ServerClient, hours: int
) -> None:
    client.enrol(CODE, WHO)
    server.ahead = hours * 3_600_000
    assert client.versions() == {}
    assert server.refused["clock"] == 1
    assert client.versions() == {}
    assert server.refused["clock"] == 1  # learnt


def test_a_server_that_hangs_up_is_unreachable(server: FakeServer, client: ServerClient) -> None:
    client.enrol(CODE, WHO)
    server.away = True
    with pytest.raises(Unreachable):
        client.versions()
    server.away = False
    assert client.versions() == {}


def test_nobody_there_is_unreachable() -> None:
    client = ServerClient(f"http://127.0.0.1:{free_port()}", "device", KEY)
    with pytest.raises(Unreachable):
        client.versions()
    client.close()


def test_what_is_not_our_servers_word_is_unreachable(
    client: ServerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hotel's log-in page answers 200 to everything; nothing is known of our server then."""

    answers = (
        (200, "<html>"),
        (200, "[]"),
        (200, '{"welcome": 1}'),
        (502, '{"code": "x"}'),
        (500, ""),
        (404, '"x"'),
    )
    for status, text in answers:
        answer = Answer(status, text.encode(), "")
        monkeypatch.setattr(client._line, "ask", lambda *_, answer=answer: answer)
        for question in (client.versions, lambda: client.feed(":0", 0)):
            with pytest.raises(Unreachable):
                question()
