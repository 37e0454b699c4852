"""A guest writes to the official account inside WeChat, is answered at the till, and reads it there."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.end_to_end.owner import DEMO_PASSWORD, Owner
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until
from tests.fakes.wechat_chat import APPID, SECRET
from tests.fakes.wechat_web import wechat_web

TOKEN = "Ab3token"


def test_a_guest_inside_wechat_is_answered_also_when_the_power_fails(shop: Shop) -> None:
    shop.open()
    with Owner(shop.ready["owner_url"]) as owner, wechat_web(urlsplit(shop.ready["owner_url"]).netloc) as web:
        owner.sign_in(DEMO_PASSWORD)
        account = {"appid": APPID, "secret": SECRET, "host": web.host, "api": web.url, "open": web.url}
        owner.bind_official(account, TOKEN)
        store = _store(owner)
        assert web.chat.configure(f"http://{web.host}/wechat/{store}/messages", TOKEN)

        for _ in range(2):  # WeChat tells it again
            assert web.chat.write("o-lan", "还有包间吗?", id="17")[-1].text == "success"
        assert shop.ask("answer", text="有的，几位?")["read"] == ["还有包间吗?"]
        until(lambda: web.chat.read == [("o-lan", "有的，几位?")], 20)
        until(lambda: "已送达" in owner.page("guests?lang=zh-Hans"), 20)

        web.chat.write("o-lan", "十位")
        web.chat.faults = [-1] * 10_000  # WeChat takes nothing yet
        assert shop.ask("answer", text="留好了")["read"][-1] == "十位"
        until(lambda: web.chat.calls > 1, 20)
        shop.cut_power()
        assert len(web.chat.read) == 1
        web.chat.faults.clear()
        shop.open()
        until(lambda: len(web.chat.read) == 2, 30)
        assert web.chat.read[1] == ("o-lan", "留好了")
        assert shop.close() == 0
        assert len(web.chat.read) == 2


def _store(owner: Owner) -> str:
    """The store, by the address that the page shows to be copied."""
    return owner.page("official").partition("/wechat/")[2].partition("/messages")[0]
