"""A cloud behind https, as on the internet: a till that cannot trust it sends nothing, and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.cloud import cloud_in
from tests.end_to_end.phone import TOFU
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until
from tests.fakes.tls_front import Authority, TlsFront


def refused(shop: Shop, url: str) -> str:
    """Why the till sends nothing there, be it joined yet or not; "" while it does."""
    return next(str(one.get("refused", "")) for one in shop.ask("look")["links"] if one["url"] == url)


def test_a_certificate_that_does_not_hold_is_said_so_and_nothing_is_lost_until_it_does(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, strangers = Authority(tmp_path / "ca"), Authority(tmp_path / "ca", "Stranger")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ours.root))
    with cloud_in(tmp_path / "cloud") as (cloud, code), TlsFront(cloud.port, strangers.chain()) as front:
        shop.server = (f"--server={front.url}", f"--enrol={code}")
        shop.begin(with_cashier=False)
        assert shop.till and shop.till.wait_dead() == 2
        said = shop.till.last_words()
        assert "证书" in said or "certificate" in said
        shop.kill()

        front.show(ours.chain())
        shop.open()
        phone = shop.phone("A1")
        assert phone.url.startswith(front.url)
        phone._session.verify = str(ours.root)
        phone.order([TOFU], "TLS1")
        until(lambda: shop.papers("TLS1"), 20)

        front.show(ours.chain(days=-1))
        until(lambda: refused(shop, front.url) == "certificate", 30)
        shop.ask("order", table="A2", lines=[dict(TOFU)], remark="TLS2", id="0" * 31 + "2")
        until(lambda: shop.papers("TLS2"), 20)

        front.show(ours.chain())
        shop.quiet()
        assert refused(shop, front.url) == ""
        assert shop.close() == 0
