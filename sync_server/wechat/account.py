"""A store's official account: where a browser is sent, so that WeChat says which payer it is.

Straight over HTTP and not through wechatpy: its OAuth has no time-out and does not encode the state.
Calls block: make them on a worker thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

API, OPEN = "https://api.weixin.qq.com", "https://open.weixin.qq.com"
TIMEOUT = (3, 5)  # seconds to connect and to read


class NotTold(Exception):  # noqa: N818 - it reads as what is so
    """WeChat did not say who it is; the text is its own reason, and holds no secret."""


@dataclass(frozen=True, slots=True)
class OfficialAccount:
    """``host``: the one that is registered there for pages (网页授权域名); ``proof``: what stands in the file
    MP_verify_….txt that WeChat looks for. ``api``, ``open``: WeChat's own addresses."""

    appid: str
    secret: str
    host: str
    proof: str = ""
    api: str = API
    open: str = OPEN

    def way_there(self, back: str, state: str) -> str:
        """The address that leads to WeChat and, with a code, ``back``; the guest is asked nothing."""
        asked = {
            "appid": self.appid,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        return f"{self.open}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    def openid(self, code: str) -> str:
        """Whose a code is; each is good once. Raises NotTold."""
        import requests

        asked = {
            "appid": self.appid,
            "secret": self.secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.get(f"{self.api}/sns/oauth2/access_token", params=asked, timeout=TIMEOUT)
                told = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise NotTold(type(error).__name__) from None  # its own text would hold the secret
        openid = told.get("openid") if isinstance(told, dict) else None
        if not isinstance(openid, str) or not openid:
            raise NotTold(str(told.get("errcode", "no openid")) if isinstance(told, dict) else "no object")
        return openid
