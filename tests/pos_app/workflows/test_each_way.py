"""Each way of paying from the guest to the settled bill, a refund, and the provider's bill beside ours.

Till and home are real, and so is what the home says to WeChat Pay and Alipay; they are fakes behind HTTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from domain.money.gateway_refunds import GatewayRefund
from domain.money.payments import Payment, Settlement
from domain.selling.unpaid import PayFirst
from pos_app.workflows import phone_paying
from pos_app.workflows.granting import ChargeAsked
from tests.end_to_end.phone import TOFU as A_TOFU
from tests.end_to_end.phone import Phone
from tests.fakes.alipay import SELLER, AlipayGateway, alipay_gateway, public_pem
from tests.fakes.certificates import certificate_pem, certified, key_pem
from tests.fakes.wechat import APPID, MCHID, WeChatGateway, wechat_gateway
from tests.fakes.wechat_orders import PhoneOrder
from tests.fakes.wechat_v2 import KEY, Micropayments, micropayments
from tests.pos_app.shop import BEER, TOFU, Shop
from tests.pos_app.workflows.phone_story import ACCOUNTS, Guest, PhoneTill, until
from tests.sync_server.payments.test_alipay import account as alipay_account
from tests.sync_server.payments.test_wechat import account as wechat_account
from tests.sync_server.test_reconciling import DAY, noon

IN_WECHAT = "Mozilla/5.0 (Linux; Android 10) MicroMessenger/8.0.19"
IN_ALIPAY = "Mozilla/5.0 (Linux; Android 10) AlipayClient/10.5"
CODES = {"wechat": "134567890123456789", "alipay": "2812345678901234567"}


@dataclass
class Gateways:
    wechat: WeChatGateway
    alipay: AlipayGateway
    older: Micropayments


class Till(PhoneTill):
    """Its home charges by the accounts that it is given."""

    def __init__(self, shop: Shop, folder: Path, gateways: Gateways) -> None:
        super().__init__(shop, folder, ACCOUNTS)
        noon(self.home)
        shop.time.at = self.home.time.clock.now()
        self.gateways, self.store = gateways, shop.read_document("store")["store"]
        gateways.wechat.now = lambda: self.home.time.clock.now() / 1000
        gateways.alipay.now = gateways.wechat.now
        shop.till.sending_back.start(self.connect)

    def add(self, channel: str, told: dict[str, str]) -> None:
        asyncio.run(self.home.server.merchants.add(self.store, channel, told))

    def wechat(self, older: bool = False, **other: str) -> None:
        told = replace(wechat_account(self.gateways.wechat), callback=self.home.url, h5="yes", **other)
        v2 = self.gateways.older
        v2.merchant = certified("merchant", v2.authority, self.gateways.wechat.merchant)  # one key for both
        keys = {"v2_key": KEY, "certificate": certificate_pem(v2.merchant), "v2_gateway": v2.url}
        keys |= {"private_key": key_pem(v2.merchant)}
        self.add("wechat", {**asdict(told), **(keys if older else {})})

    def alipay(self) -> None:
        told = replace(alipay_account(self.gateways.alipay), callback=self.home.url, seller_id=SELLER)
        self.add("alipay", asdict(told))

    def seat(self, way: str = "barcode") -> None:
        """Guests have ordered, and the till knows how they can pay."""
        self.shop.open("A1")
        self.shop.send("A1", TOFU, BEER)
        ways = self.shop.till.charging.ways
        until(lambda: self.link.view.online and way in {one for told in ways().values() for one in told})

    def scanned(self, channel: str) -> str:
        asked = self.asks(channel)
        self.shop.till.charging.charge(asked, CODES[channel]).result()
        return asked.payment

    def shown(self, channel: str) -> str:
        """The till shows a code that the guest scans."""
        asked = self.asks(channel)
        self.shop.till.charging.show_code(asked, channel).result()
        until(lambda: self.shop.till.charging.views[asked.payment].code)
        return asked.payment

    def asks(self, channel: str) -> ChargeAsked:
        view = self.shop.opening("A1")
        told = (view.opening.id, view.agreed.id, channel, view.due, view.version, True, "zhou")
        return ChargeAsked(self.shop.time.new_id(), *told)

    def on_phone(self, agent: str = "", channel: str = "", part: str = "all") -> str:
        """A guest asks to pay on her own phone, and the phone has what it needs; the payment."""
        guest = self.guest("A1")
        guest.session.headers["User-Agent"] = agent
        payment = guest.pay(part, channel=channel)
        self.handed = dict(until(lambda: guest.seen(payment).get("phone")))
        return payment

    def settled(self, payment: str) -> None:
        """The till has it on the bill, which is paid by it."""
        until(lambda: self.shop.rows(Payment, id=payment))
        assert [one.total for one in self.shop.rows(Settlement)] == [self.shop.rows(Payment)[0].amount]
        assert self.shop.opening("A1").due == 0

    def refunded(self, amount: int) -> GatewayRefund:
        (bill,) = self.shop.rows(Settlement)
        act = self.shop.time.new_id()
        self.shop.till.money.refund(bill.id, amount, {}, False, "complaint", "wang", act).result()
        until(lambda: self.shop.rows(GatewayRefund)[0].state == "gone")
        return self.shop.rows(GatewayRefund)[0]

    def agrees_next_day(self) -> None:
        """The provider's bill of the day and what is kept here say the same."""
        self.home.time.pass_by(DAY)
        self.home.do(self.home.server.reconciling.look())
        days = [one for one in self.home.server.reconciling.days(self.store) if one.charges]
        assert [(one.charges, one.refunded) for one in days] == [(1, 300)], days
        assert self.home.server.reconciling.differences(self.store) == []

    def close(self) -> None:
        self.shop.till.sending_back.close()
        super().close()


def tell_alipay(till: Till, payment: str) -> None:
    """The guest agrees, and Alipay tells the home."""
    till.gateways.alipay.agree(payment)
    body, form = till.gateways.alipay.notice(payment), {"Content-Type": "application/x-www-form-urlencoded"}
    url = till.gateways.alipay.trades[payment].notify
    assert requests.post(url, data=body, headers=form, timeout=5).text == "success"


def tell_wechat(till: Till, payment: str) -> None:
    till.gateways.wechat.guest_pays(payment)
    till.gateways.wechat.notices.deliver()
    assert till.gateways.wechat.notices.answers[-1] in (200, 204)


def barcode_of_alipay(till: Till) -> str:
    till.alipay()
    till.seat()
    return till.scanned("alipay")


def precreate(till: Till) -> str:
    till.alipay()
    till.seat("precreate")
    payment = till.shown("alipay")
    till.gateways.alipay.scan(payment)
    tell_alipay(till, payment)
    return payment


def wap(till: Till) -> str:
    till.alipay()
    till.seat("wap")
    payment = till.on_phone(IN_ALIPAY)
    assert till.handed["kind"] == "address"
    assert requests.get(till.handed["text"], timeout=5).text == "付款页面"  # the guest comes to Alipay's page
    tell_alipay(till, payment)
    return payment


def micropay(till: Till) -> str:
    till.wechat(older=True)
    till.seat()
    payment = till.scanned("wechat")
    until(lambda: till.shop.rows(Payment, id=payment))
    assert till.gateways.older.asked == ["micropay"] and not till.gateways.wechat.orders
    wechat, total = till.gateways.wechat, int(till.gateways.older.orders[payment].total)
    told = {"out_trade_no": payment, "amount": {"total": total}, "description": "付款码"}
    wechat.phones.scanned[payment] = PhoneOrder(told, "micropay", wechat.now(), "SUCCESS", wechat.now())
    return payment


def codepay(till: Till) -> str:
    till.wechat()
    till.seat()
    payment = till.scanned("wechat")
    until(lambda: till.shop.rows(Payment, id=payment))
    assert till.gateways.wechat.asked == ["pay"]
    return payment


def native(till: Till) -> str:
    till.wechat()
    till.seat("native")
    payment = till.shown("wechat")
    assert till.shop.till.charging.views[payment].code.startswith("weixin://wxpay/")
    tell_wechat(till, payment)
    return payment


def h5(till: Till) -> str:
    till.wechat()
    till.seat("h5")
    payment = till.on_phone(channel="wechat")
    assert urlsplit(till.handed["text"]).hostname == "wx.tenpay.com"
    tell_wechat(till, payment)
    return payment


def jsapi(till: Till) -> str:
    till.wechat()
    till.seat("jsapi")
    till.home.server.phones._openid = lambda store, phone: "o-guest"
    payment = till.on_phone(IN_WECHAT)
    assert till.handed["kind"] == "invoke" and till.handed["invoke"]["package"].startswith("prepay_id=")
    tell_wechat(till, payment)
    return payment


WAYS = (barcode_of_alipay, precreate, wap, micropay, codepay, native, h5, jsapi)


@pytest.fixture
def till(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Till]:
    monkeypatch.setattr(phone_paying, "LOOK_EVERY", 0.0)  # an account is told of at once
    with wechat_gateway() as wechat, alipay_gateway() as alipay, micropayments(tmp_path) as older:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        made = Till(shop, tmp_path, Gateways(wechat, alipay, older))
        yield made
        made.close()


@pytest.mark.parametrize("way", WAYS)
def test_a_guest_pays_and_gets_a_part_back_and_the_bill_of_the_day_agrees(
    till: Till, way: Callable[[Till], str]
) -> None:
    payment = way(till)
    till.settled(payment)
    row = till.refunded(300)
    assert row.charge == payment
    till.agrees_next_day()
    assert till.shop.rebuilt().different == ()


@pytest.mark.parametrize("way", [micropay, codepay, native, h5, jsapi])
def test_a_store_under_a_service_provider_is_paid_like_any_other(
    till: Till, way: Callable[[Till], str]
) -> None:
    sub = {"sub_appid": "wx7777777777777777", "sub_mchid": "1900000109"}
    till.gateways.wechat.who.clear()
    till.gateways.wechat.who.update({"sp_appid": APPID, "sp_mchid": MCHID, **sub})
    plain, till.wechat = till.wechat, lambda older=False, **other: plain(older, **sub)  # type: ignore[method-assign]
    payment = way(till)
    till.settled(payment)
    assert till.refunded(300).charge == payment
    till.agrees_next_day()
    assert till.gateways.older.stores == ({sub["sub_mchid"]} if way is micropay else set())


def test_keys_are_switched_while_a_payment_is_under_way(till: Till) -> None:
    """WeChat Pay signs by its new key before the owner has given it: its notice waits until it is known."""
    till.wechat()
    till.seat("native")
    payment = till.shown("wechat")
    new = till.gateways.wechat.switch("PUB_KEY_ID_0119")
    till.gateways.wechat.guest_pays(payment)
    till.gateways.wechat.notices.deliver()
    assert till.gateways.wechat.notices.answers[-1] >= 400
    assert not till.shop.rows(Payment), "nobody believes what nobody can verify"
    till.wechat(public_key=public_pem(new), public_key_id="PUB_KEY_ID_0119")
    till.settled(payment)


def test_two_phones_that_pay_the_whole_bill_at_once_are_charged_once(till: Till) -> None:
    till.wechat()
    till.seat("h5")
    guests = [till.guest("A1"), till.guest("A1")]
    wishes = [guest.wish(channel="wechat") for guest in guests]
    with ThreadPoolExecutor() as both:
        list(both.map(lambda pair: pair[0].send(pair[1]), zip(guests, wishes, strict=True)))
    until(lambda: till.gateways.wechat.phones.orders)
    (payment,) = till.gateways.wechat.phones.orders
    (other,) = {str(wish["id"]) for wish in wishes} - {payment}
    loser = next(guest for guest, wish in zip(guests, wishes, strict=True) if wish["id"] == other)
    loser.sees(other, "refused")
    tell_wechat(till, payment)
    till.settled(payment)
    assert list(till.gateways.wechat.phones.orders) == [payment] and not till.gateways.wechat.phones.refunds


def test_an_order_that_nobody_pays_first_is_closed_at_the_gateway_and_let_go(till: Till) -> None:
    till.wechat()
    till.shop.publish("floor", pay_first=True, pay_minutes=5)
    until(lambda: till.link.view.online and "h5" in till.shop.till.charging.ways().get("wechat", ()))
    guest = Guest(f"{till.home.url}/t/{till.shop.till.view.floor.table('A1').code}")
    phone = Phone(guest.base, id=guest.id)
    phone.wait_for(phone.order([A_TOFU]), "accepted")
    payment = guest.pay(channel="wechat")
    until(lambda: guest.seen(payment).get("phone"))
    order = till.gateways.wechat.phones.orders[payment]
    assert order.state == "NOTPAY"
    till.shop.time.later(minutes=6)

    def is_let_go() -> bool:
        till.shop.till.unpaid.look()
        return [one.state for one in till.shop.rows(PayFirst)] == ["released"]

    until(is_let_go)
    assert order.state == "CLOSED" and not till.shop.rows(Payment)
    now = phone.until(lambda now: not now["orders"])
    assert [one["code"] for one in now["requests"]] == ["pay_first_over"]
    phone.close()
