"""Where a receipt's code leads at a server that only relays: to the one that keeps the store's facts."""

from __future__ import annotations

import pytest
import requests

from tests.sync_server.running import ServerHere
from tests.sync_server.wire import WireTill

CLOUD = "https://cloud.example"


def answer(server: ServerHere, store: str, rest: str = "bill/code") -> requests.Response:
    return requests.get(f"{server.url}/r/{store}/{rest}", allow_redirects=False, timeout=5)


def tell(till: WireTill, version: int, **servers: object) -> None:
    body = {"addresses": [CLOUD, "http://192.168.1.5:8480"], **servers}
    assert till.publish([{"key": "servers", "version": version, "body": body}]).status_code == 200


def test_a_relay_sends_all_codes_of_its_store_on_until_it_keeps_the_facts(
    server: ServerHere, till: WireTill
) -> None:
    assert answer(server, till.store).status_code == 404
    tell(till, 1, keeper=CLOUD)
    for rest in ("bill/code", "bill/c%0D%0Ad", "%E5%8D%95/c%3Fd", "bill/code?lang=en&other=1"):
        said = answer(server, till.store, rest)
        place = f"{CLOUD}/r/{till.store}/{rest.partition('&')[0]}"
        assert (said.status_code, said.headers["location"]) == (307, place)
        assert said.headers["cache-control"] == "no-store", "another day it is another server"
    other = server.store()
    assert answer(server, other.store).status_code == 404, "of another store of this server"
    assert answer(server, "f" * 32).status_code == 404
    tell(till, 2)
    assert answer(server, till.store).status_code == 404


def test_a_receipt_that_is_not_here_yet_is_looked_for_again_for_a_minute(
    server: ServerHere, till: WireTill
) -> None:
    rest, looks = "bill/code?lang=en", 0
    while again := answer(server, till.store, rest).headers.get("refresh"):
        seconds, url = again.split("; url=")
        assert (seconds, "lang=en" in url) == ("5", True)
        rest, looks = f"bill/code{url}", looks + 1
    assert looks == 12
    assert answer(server, till.store, "bill/code?look=x%0D%0A").headers["refresh"] == "5; url=?look=1"


@pytest.mark.parametrize("keeper", ["javascript:alert(1)", "https://a\r\nb", "https://a/b", "//a", ""])
def test_nobody_is_sent_to_what_is_no_server(server: ServerHere, till: WireTill, keeper: str) -> None:
    tell(till, 1, keeper=keeper)
    assert answer(server, till.store).status_code == 404
