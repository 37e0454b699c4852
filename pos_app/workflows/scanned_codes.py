"""What a scanner has read, by its content alone: a kitchen slip, a dish, a table, a code to pay with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.selling.barcodes import ean
from domain.selling.slip_code import read_slip_code
from pos_app.workflows.views import TillView

_TABLE = re.compile(r"https?://[^/\s]+(?:/[^\s?#]*)?/t/([^/?#\s]+)")
_WECHAT = re.compile("1[0-5][0-9]{16}")
_ALIPAY = re.compile("(?:2[5-9]|30)[0-9]{14,22}")


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """``kind``: payment | table | dish | goods | slip | unknown; ``id`` of the table or dish, else the text.

    ``goods``: a right barcode that no dish has.
    """

    kind: str
    id: str


def read_code(view: TillView, text: str) -> ScannedCode:
    """What the text of a scan is.

    A guest's payment code (WeChat: 18 digits from 10 to 15, Alipay: 16 to 24 from 25 to 30) cannot be a
    slip's: those have 14 or 15 digits, and no month is the 25th.
    """
    text = text.strip()
    if _WECHAT.fullmatch(text) or _ALIPAY.fullmatch(text):
        return ScannedCode("payment", text)
    printed = _TABLE.fullmatch(text)
    table = view.floor.by_code.get(printed[1]) if printed else None
    if table:
        return ScannedCode("table", table.id)
    barcode = ean(text)
    dish = view.menu.by_barcode.get(barcode) if barcode else None
    if dish:
        return ScannedCode("dish", dish)
    if barcode:
        return ScannedCode("goods", barcode)
    return ScannedCode("slip" if read_slip_code(text) else "unknown", text)
