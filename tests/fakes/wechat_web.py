"""WeChat's pages as a browser and a server meet them: the way there and back, and whose a code is."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes.http_here import Quiet, serving
from tests.fakes.wechat_chat import APPID, SECRET, WeChatChat


@dataclass
class WeChatWeb:
    """``host``: registered for pages. ``who``: the payer who looks at it. ``went``: where they go back to."""

    host: str
    who: str = "o-lan"
    silent: bool = False
    url: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    went: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    chat: WeChatChat = field(default_factory=WeChatChat)

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes on; "" for the page that shows an error."""
        back = asked.get("redirect_uri", "")
        good = (asked.get("appid"), asked.get("response_type"), asked.get("scope")) == (
            APPID,
            "code",
            "snsapi_base",
        )
        if not good or urlsplit(back).netloc != self.host:
            return ""
        self.went.append(back)
        code = secrets.token_hex(16)
        self.codes[code] = self.who
        join = "&" if urlsplit(back).query else "?"
        return f"{back}{join}{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def access_token(self, asked: dict[str, str]) -> dict[str, object]:
        """A code is good once."""
        code = asked.get("code", "")
        self.asked.append(code)
        if (asked.get("appid"), asked.get("secret")) != (APPID, SECRET):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if self.silent or code not in self.codes:
            return {"errcode": 40029, "errmsg": "invalid code"}
        openid = self.codes.pop(code)
        return {"access_token": "t", "expires_in": 7200, "openid": openid, "scope": "snsapi_base"}


@contextmanager
def wechat_web(host: str) -> Iterator[WeChatWeb]:
    """One while it serves."""
    web = WeChatWeb(host)

    class Handler(Quiet):
        def do_GET(self) -> None:
            found = urlsplit(self.path)
            asked = {name: values[-1] for name, values in parse_qs(found.query).items()}
            if found.path == "/connect/oauth2/authorize" and (there := web.authorize(asked)):
                self.send_response(302)
                self.send_header("Location", there)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if found.path == "/cgi-bin/media/get":
                self.hand(*web.chat.give(asked))
                return
            known = found.path == "/sns/oauth2/access_token"
            self.say(web.access_token(asked) if known else {"errcode": 10003})

        def do_POST(self) -> None:
            found = urlsplit(self.path)
            asked = {name: values[-1] for name, values in parse_qs(found.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told = web.chat.called(found.path, asked, body)
            if told is None:  # it was done, or not, and nobody hears of it
                self.close_connection = True
                return
            self.say(told)

        def say(self, told: object) -> None:
            self.hand("text/plain", json.dumps(told).encode())  # as the real one does

        def hand(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Handler) as url:
        web.url = url
        yield web
