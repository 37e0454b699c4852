"""A guest's payment code 付款码: by its first digits one knows whose it is.

WeChat: 18 digits, from 10 to 14 on the mainland and 15 in Hong Kong. Alipay: 16 to 24 digits, from 25 to 30.
Source: the providers' pages, see reference/payments.md.
"""

from __future__ import annotations

import re

WECHAT, ALIPAY = "wechat", "alipay"
_CODES = {WECHAT: re.compile("1[0-5][0-9]{16}"), ALIPAY: re.compile("(?:2[5-9]|30)[0-9]{14,22}")}
CHANNELS = frozenset(_CODES)


def channel_of(code: str) -> str:
    """Who can charge this code: wechat | alipay, "" if it is no payment code."""
    return next((name for name, form in _CODES.items() if form.fullmatch(code)), "")
