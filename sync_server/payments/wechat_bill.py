"""WeChat Pay's bill of a day (交易账单, ALL): a text with commas, amounts in yuan, each value behind a `.

Source: 申请交易账单 of the platform's pages; columns are found by their names, for direct merchants and those
under a service provider.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sync_server.payments.port import BillLine, NoAnswer
from sync_server.payments.yuan import fee_of, fen_of


def lines_of(text: str) -> list[BillLine]:
    """Its lines. Raises NoAnswer for what is no bill."""
    head, *rows = text.lstrip("\ufeff").splitlines() or [""]
    names = head.split(",")
    if "商户订单号" not in names or "交易状态" not in names:
        raise NoAnswer
    return [line for row in _trades(rows) for line in _line(_by_name(names, row))]


def _trades(rows: list[str]) -> Iterator[list[str]]:
    """The rows of trades; after them comes a line of sums under names of its own. A dish's name may hold a
    comma, so values are told apart by comma and `."""
    for row in rows:
        if not row.startswith("`"):
            return
        yield [value.strip() for value in row[1:].split(",`")]


def _by_name(names: list[str], values: list[str]) -> Mapping[str, str]:
    if len(names) != len(values):
        raise NoAnswer
    return dict(zip(names, values, strict=True))


def _line(told: Mapping[str, str]) -> Iterator[BillLine]:
    state, charge = told["交易状态"], told["商户订单号"]
    currency, fee, at = told.get("货币种类", "CNY"), fee_of(told.get("手续费")), told["交易时间"]
    if state == "SUCCESS":
        amount = _fen(told, "订单金额", "应结订单金额")
        yield BillLine("charge", charge, charge, amount, currency, told["微信订单号"], fee, at)
    elif state in ("REFUND", "REVOKED"):
        number, amount = told["商户退款单号"] or charge, _fen(told, "申请退款金额", "退款金额")
        yield BillLine("refund", number, charge, amount, currency, told["微信退款单号"], fee, at)


def _fen(told: Mapping[str, str], *names: str) -> int:
    fen = next((fen_of(told[name]) for name in names if told.get(name)), None)
    if fen is None:
        raise NoAnswer
    return fen
