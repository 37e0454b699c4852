"""A device that only reads, beside the till: it sees the day, changes nothing, and is cut off at once."""

from __future__ import annotations

from pathlib import Path

from domain.record.envelope import Event, encode
from tests.end_to_end.books import home_facts, home_review, till_facts
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner, yuan
from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until
from tests.sync_server.wire import WireTill, new_id


def sell(shop: Shop, table: str, number: int) -> int:
    """A round at a table and its payment; what was taken."""
    opening = shop.ask("order", table=table, lines=[TOFU, COLA], remark="", id=new_id())["opening"]
    paid = shop.ask("pay", opening=opening, payment=f"{number:032x}")
    assert paid["due"] == 0
    return int(paid["total"])


def takings(reader: WireTill, token: str) -> int:
    """Today's takings as a reader is told them."""
    return int(reader.shows(token, "/v1/report").json()["takings"])


def test_a_reader_sees_the_day_may_not_push_and_is_revoked_mid_token(shop: Shop, tmp_path: Path) -> None:
    with cloud_in(tmp_path / "cloud") as (cloud, code), Owner(cloud.owner_url) as owner:
        owner.sign_in(PASSWORD)
        shop.server = (f"--server={cloud.line.url}", f"--enrol={code}")
        shop.open()
        taken = sell(shop, "A1", 1)
        shop.quiet()
        code = owner.mint_code("read")
        assert shop.ask("join", url=cloud.line.url, code=code) == {"refused": "enrol_scope"}

        reader = WireTill(cloud.url)
        told = reader.enrol(code, scope="read", brand="", store="", names={"en": "Office"}).json()
        assert told["scopes"] == ["read"]
        token = str(reader.token().json()["token"])
        until(lambda: takings(reader, token) == taken, 10)
        owner.wait_for(yuan(taken))

        _tries_to_push(reader, token, told)
        assert home_review(cloud.data, cloud.key) == []
        _facts_are_the_tills(shop, cloud)

        assert "Office" in owner.devices()
        owner.revoke(reader.device)
        for no in (reader.shows(token, "/v1/report"), reader.get("/v1/report"), reader.token()):
            assert (no.status_code, no.json()["code"]) == (401, "revoked")

        taken += sell(shop, "A2", 2)
        shop.quiet()
        _facts_are_the_tills(shop, cloud)
        owner.wait_for(yuan(taken))
        shop.kill()


def _tries_to_push(reader: WireTill, token: str, told: dict[str, str]) -> None:
    """A sale that never was, told in the store's name."""
    reader.brand, reader.store = told["brand"], told["store"]
    batch = reader.batch(new_id(), [encode(Event(1, "payment.received", 1, "2026-01-01", "thief", {}))])
    for no in (
        reader.call("POST", "/v1/events", batch),
        reader.shows(token, "/v1/events", "POST", batch),
        reader.publish(gone=["menu"]),
        reader.shows(token, "/v1/feed?after=:0&wait=0"),
    ):
        assert (no.status_code, no.json()["code"]) == (403, "insufficient_scope")


def _facts_are_the_tills(shop: Shop, cloud: Cloud) -> None:
    until(lambda: home_facts(cloud.data, cloud.key) == till_facts(shop.data), 10)
