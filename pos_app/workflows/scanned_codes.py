"""What a scanner has read, by its content alone: a kitchen slip, a dish, a table, a code to pay with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.money.pay_codes import channel_of
from domain.selling.barcodes import ean
from domain.selling.slip_code import read_slip_code
from pos_app.workflows.views import TillView

_TABLE = re.compile(r"https?://[^/\s]+(?:/[^\s?#]*)?/t/([^/?#\s]+)")


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """``kind``: payment | table | dish | goods | slip | unknown; ``id`` of the table or dish, else the text.

    ``goods``: a right barcode that no dish has.
    """

    kind: str
    id: str


def read_code(view: TillView, text: str) -> ScannedCode:
    """What the text of a scan is.

    A guest's payment code cannot be a slip's: those have 14 or 15 digits.
    """
    text = text.strip()
    if channel_of(text):
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
