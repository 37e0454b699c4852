"""Alipay's bill of a day (业务明细): a packed table, fetched from an address that lives 30 seconds.

Source: alipay.data.dataservice.bill.downloadurl.query (bill_type trade) of the platform's pages, and what is
published of such files: GBK, lines of # around the table, a tab behind each number. Nobody here has seen one
of the real service. The file is not signed; its address is.
"""

from __future__ import annotations

import csv
import io
import logging
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence

import requests

from sync_server.payments.port import BillLine, NoAnswer
from sync_server.payments.yuan import fee_of, fen_of

log = logging.getLogger(__name__)
TIMES = (3, 30)  # seconds to connect, and between two pieces
LARGEST = 64 * 1024 * 1024  # bytes, packed and unpacked
NUMBER, KIND, DISH = "商户订单号", "业务类型", "商品名称"
CODING = "gb18030"  # all of GBK, and the rarer characters of guests' names


def fetched(address: str) -> bytes:
    """The packed folder. Raises NoAnswer."""
    if not address.startswith(("https://", "http://127.0.0.1:", "http://dwbillcenter.alipay.com/")):
        raise NoAnswer
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(address, timeout=TIMES, stream=True) as answer:
                answer.raise_for_status()
                packed = bytearray()
                for piece in answer.iter_content(1 << 16):
                    packed += piece
                    if len(packed) > LARGEST:
                        raise NoAnswer
                return bytes(packed)
    except requests.RequestException as error:
        log.warning("alipay's bill did not come: %s", type(error).__name__)
        raise NoAnswer from error


def lines_of(packed: bytes) -> list[BillLine]:
    """The lines of a packed bill. Raises NoAnswer for what is no bill."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as folder:
            texts = [_text(folder, one) for one in folder.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise NoAnswer from error
    tables = [rows for text in texts if (rows := _table(text))]
    if len(tables) != 1:  # the other file holds sums alone
        raise NoAnswer
    names, *rows = tables[0]
    return [line for row in rows for line in _line(_by_name(names, row))]


def _text(folder: zipfile.ZipFile, one: zipfile.ZipInfo) -> str:
    if one.file_size > LARGEST:
        raise NoAnswer
    return folder.read(one).decode(CODING)


def _table(text: str) -> list[list[str]]:
    """The head and the rows of trades; nothing if the file has none."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = [[value.strip() for value in row] for row in csv.reader(lines)]
    return rows if rows and NUMBER in rows[0] and KIND in rows[0] else []


def _by_name(names: Sequence[str], values: list[str]) -> Mapping[str, str]:
    """Without （元） behind a name. A dish's name may hold commas, and nobody says that it is quoted."""
    more = len(values) - len(names)
    if more < 0 or (more and DISH not in names):
        raise NoAnswer
    at = names.index(DISH) if more else 0
    if more:
        values = [*values[:at], ",".join(values[at : at + more + 1]), *values[at + more + 1 :]]
    return {
        name.replace("(", "（").partition("（")[0]: value for name, value in zip(names, values, strict=True)
    }


def _line(told: Mapping[str, str]) -> Iterator[BillLine]:
    """Sums have their sign; the fee too, which some tell as what is taken and some as what it costs."""
    sum_ = told.get("订单金额", "")
    amount, charge = fen_of(sum_.removeprefix("-")), told[NUMBER]
    if amount is None or not charge:
        raise NoAnswer
    fee, at = abs(fee_of(told.get("服务费") or "0")), told.get("完成时间") or told.get("创建时间", "")
    transaction = told.get("支付宝交易号", "")
    if "退款" in told[KIND] or sum_.startswith("-"):
        number = told.get("退款批次号/请求号") or charge
        yield BillLine("refund", number, charge, amount, "CNY", transaction, -fee, at)
    else:
        yield BillLine("charge", charge, charge, amount, "CNY", transaction, fee, at)
