"""Who charges guests, and their payment codes 付款码: by its first digits one knows whose a code is.

WeChat: 18 digits, from 10 to 14 on the mainland and 15 in Hong Kong. Alipay: 16 to 24 digits, from 25 to 30.
Source: the providers' pages, see reference/payments.md. A further one, as an aggregator, is an entry here and
one in ``sync_server.payments.kinds``; till, home and pages ask these two alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

WECHAT, ALIPAY = "wechat", "alipay"


def _m(message: str) -> str:
    return message


@dataclass(frozen=True, slots=True)
class Channel:
    """``name``: an English text to be translated. ``code``: which texts are its payment codes, whole.

    ``shown``: the way (see ``payments.port.Charge``) of an order whose code a guest scans, "" if there is
    none. ``phones``: by whose browser shows a page (wechat | alipay | "" for any other), the ways in which
    that pays on the very phone, the best first. ``tender``: its names in stores that have none for it.
    """

    name: str
    code: re.Pattern[str]
    shown: str = ""
    phones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tender: Mapping[str, str] = field(default_factory=dict)


CHANNELS: dict[str, Channel] = {
    WECHAT: Channel(
        _m("WeChat Pay"), re.compile("1[0-5][0-9]{16}"), "native", {"wechat": ("jsapi",), "": ("h5",)}
    ),
    ALIPAY: Channel(
        _m("Alipay"),
        re.compile("(?:2[5-9]|30)[0-9]{14,22}"),
        "precreate",
        {"alipay": ("wap",), "": ("wap",)},
    ),
}


def channel_of(code: str) -> str:
    """Who can charge this code, "" if it is no payment code."""
    return next((name for name, one in CHANNELS.items() if one.code.fullmatch(code)), "")
