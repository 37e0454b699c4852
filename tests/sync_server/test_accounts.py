"""The owner sets up who charges guests' codes; keys come in and never out again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
import requests

from tests.fakes.alipay import APP, AlipayGateway, alipay_gateway, private_pem, public_pem
from tests.fakes.certificates import certificate_pem, key_pem
from tests.fakes.gateway import QUICK
from tests.fakes.wechat import API_KEY, MCHID, wechat_gateway
from tests.fakes.wechat_v2 import KEY, micropayments
from tests.sync_server.payments.test_wechat import account
from tests.sync_server.running import ServerHere, ServerProcess, wait_for
from tests.sync_server.test_charging import ALIPAY, WECHAT, asked, charge, final, now
from tests.sync_server.test_owner import Browser
from tests.sync_server.wire import WireTill

PAGE = "/owner/accounts"


@pytest.fixture
def gateway() -> Iterator[AlipayGateway]:
    with alipay_gateway() as found:
        yield found


@pytest.fixture
def owner(server: ServerHere, till: WireTill) -> Iterator[Browser]:
    browser = Browser(server.url)
    browser.set_up(server)
    yield browser
    browser.session.close()


def form(gateway: AlipayGateway, /, **other: str) -> dict[str, str]:
    keys = {"private_key": private_pem(gateway.app), "alipay_public_key": public_pem(gateway.own)}
    return {"app_id": APP, **keys, "gateway": gateway.url, **other}


def test_an_account_is_set_up_and_charges(owner: Browser, till: WireTill, gateway: AlipayGateway) -> None:
    assert charge(till, asked(code=ALIPAY))["code"] == "no_merchant"
    page = owner.send(f"{PAGE}#{PAGE}/alipay", **form(gateway)).text
    assert APP in page and "Charges now" in page
    told = charge(till, asked(code=ALIPAY))
    assert (told["state"], told["provider"], told["amount"]) == ("paid", "alipay", 12_800)
    assert charge(till, asked(code=WECHAT))["code"] == "no_merchant"


def test_no_key_is_ever_shown(owner: Browser, server: ServerHere, gateway: AlipayGateway) -> None:
    owner.send(f"{PAGE}#{PAGE}/alipay", **form(gateway))
    secret = private_pem(gateway.app).splitlines()[1]
    assert secret not in owner.get(PAGE).text
    wrong = owner.send(f"{PAGE}#{PAGE}/alipay", **form(gateway, app_id="x")).text
    assert secret not in wrong and "Copy them again" in wrong
    files = [path for path in server.folder.rglob("*") if path.is_file()]
    assert files and not any(secret.encode() in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    "other",
    [
        {"app_id": ""},
        {"app_id": "wx123"},
        {"private_key": "nothing"},
        {"alipay_public_key": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"},
        {"gateway": "ftp://gateway"},
        {"gateway": "http://gateway.example"},
    ],
)
def test_what_is_no_account_is_refused_and_nothing_is_saved(
    owner: Browser, till: WireTill, gateway: AlipayGateway, other: dict[str, str]
) -> None:
    assert "Nothing was saved" in owner.send(f"{PAGE}#{PAGE}/alipay", **form(gateway, **other)).text
    assert charge(till, asked(code=ALIPAY))["code"] == "no_merchant"


def test_a_new_account_takes_over_and_what_the_old_one_was_asked_is_asked_of_it(
    owner: Browser, till: WireTill, gateway: AlipayGateway
) -> None:
    owner.send(f"{PAGE}#{PAGE}/alipay", **form(gateway))
    gateway.guest.does = "agrees"
    what = asked(code=ALIPAY)
    assert charge(till, what)["state"] == "waiting"
    with alipay_gateway() as other:
        owner.send(f"{PAGE}#{PAGE}/alipay", **form(other))
        till.call("POST", f"/v1/charges/{what['payment']}/cancel")
        assert now(till, what["payment"])["cancelling"]
        assert charge(till, asked(code=ALIPAY[:-1] + "8"))["state"] == "paid"
        assert len(other.trades) == 1 and len(gateway.trades) == 1


def test_wechat_pay_is_set_up_and_charges(owner: Browser, till: WireTill) -> None:
    with wechat_gateway() as gateway:
        plain = asdict(account(gateway))
        assert (
            "Nothing was saved" in owner.send(f"{PAGE}#{PAGE}/wechat", **{**plain, "api_key": "short"}).text
        )
        page = owner.send(f"{PAGE}#{PAGE}/wechat", **plain).text
        assert MCHID in page and API_KEY not in page and plain["private_key"].splitlines()[1] not in page
        told = charge(till, asked(code=WECHAT))
        assert (told["state"], told["provider"], told["amount"]) == ("paid", "wechat", 12_800)
        assert charge(till, asked(code=ALIPAY))["code"] == "no_merchant"


def test_a_merchant_without_wechats_public_key_charges_by_its_certificates(
    owner: Browser, till: WireTill
) -> None:
    with wechat_gateway() as gateway:
        gateway.certify()
        plain = asdict(account(gateway)) | {"public_key": "", "public_key_id": ""}
        half = owner.send(f"{PAGE}#{PAGE}/wechat", **{**plain, "public_key_id": "PUB"})
        assert "Nothing was saved" in half.text
        owner.send(f"{PAGE}#{PAGE}/wechat", **plain)
        told = charge(till, asked(code=WECHAT))
        assert (told["state"], told["provider"], told["amount"]) == ("paid", "wechat", 12_800)


def test_codes_of_wechat_are_charged_by_the_older_interface_if_its_key_is_there(
    owner: Browser, till: WireTill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wechat_gateway() as gateway, micropayments(tmp_path) as older:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        keys = {"v2_key": KEY, "certificate": certificate_pem(older.merchant), "v2_gateway": older.url}
        plain = asdict(account(gateway)) | keys | {"private_key": key_pem(older.merchant)}
        unfit = {**plain, "certificate": certificate_pem(older.own)}
        assert "Nothing was saved" in owner.send(f"{PAGE}#{PAGE}/wechat", **unfit).text
        page = owner.send(f"{PAGE}#{PAGE}/wechat", **plain).text
        assert MCHID in page and KEY not in page
        told = charge(till, asked(code=WECHAT))
        assert (told["state"], told["provider"], told["amount"]) == ("paid", "wechat", 12_800)
        assert older.asked == ["micropay"] and not gateway.orders
        older.guest, what = "agrees", asked(code=WECHAT[:-1] + "7")
        assert charge(till, what)["state"] == "waiting"
        till.call("POST", f"/v1/charges/{what['payment']}/cancel")
        assert now(till, what["payment"])["cancelling"]
        wait_for(lambda: older.asked[-1] == "orderquery")  # nobody calls a gateway that has closed


def test_an_ended_account_charges_nothing_new(owner: Browser, till: WireTill, gateway: AlipayGateway) -> None:
    owner.send(f"{PAGE}#{PAGE}/alipay", **form(gateway))
    page = owner.send(f"{PAGE}#{PAGE}/alipay/end").text
    assert "No account is set up" in page
    assert charge(till, asked(code=ALIPAY))["code"] == "no_merchant"


def test_it_is_there_after_a_restart(tmp_path: Path, gateway: AlipayGateway) -> None:
    first = ServerHere(tmp_path)
    till, owner = first.store(), Browser(first.url)
    owner.set_up(first)
    owner.send(f"{PAGE}#{PAGE}/alipay", **form(gateway))
    first.close()
    again = ServerHere(tmp_path)
    till.url = again.url
    what = asked(code=ALIPAY)
    charge(till, what)
    assert final(till, what["payment"])["state"] == "paid"
    again.close()


@pytest.mark.parametrize(
    ("place", "state"), [("charge.before_gateway", "closed"), ("charge.after_gateway", "paid")]
)
def test_a_home_that_dies_at_the_gateway_finds_out(
    tmp_path: Path, gateway: AlipayGateway, place: str, state: str
) -> None:
    """Killed as it asks: what was charged is found, and what was not never will be."""
    first = ServerHere(tmp_path)
    till, owner, what = first.store(), Browser(first.url), asked(code=ALIPAY)
    owner.set_up(first)
    owner.send(f"{PAGE}#{PAGE}/alipay", **form(gateway))
    first.close()
    dying = ServerProcess(tmp_path, {"MASHANG_FAILPOINT": place})
    till.url = dying.url
    with pytest.raises(requests.ConnectionError):
        charge(till, what)
    dying.close()
    again = ServerHere(tmp_path, pace=QUICK)
    till.url = again.url
    if state == "closed":
        again.time.pass_by(30_000)
        till.offset += 30_000
    assert final(till, what["payment"])["state"] == state
    assert [one.state for one in gateway.trades.values()] == (["TRADE_SUCCESS"] if state == "paid" else [])
    assert gateway.asked.count("alipay.trade.pay") == (state == "paid")
    again.close()


def test_a_stranger_sees_no_account(server: ServerHere, till: WireTill) -> None:
    stranger = Browser(server.url)
    assert "Password" in stranger.get(PAGE).text
    answer = stranger.session.post(f"{server.url}{PAGE}/alipay", data={"app_id": "1"}, timeout=10)
    assert "Password" in answer.text
