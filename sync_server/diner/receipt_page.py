"""The page of an e-receipt 电子小票: what the paper says, in the reader's language; no script, no login."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.errors import name_in
from domain.money.fees import told
from domain.money.payments import Payment
from domain.money.vouchers import code_shown
from domain.record.business_day import local_time
from sync_server.diner.fees import bill_rows, rate_text
from sync_server.diner.language import Language, after
from sync_server.diner.money import Currency, currency
from sync_server.diner.page import environment, seal
from sync_server.diner.style import stylesheet
from sync_server.diner.telling import line_words
from sync_server.workflows.e_receipts import EReceipt
from sync_server.workflows.storefront import DEFAULT_ZONE


def receipt_page(found: EReceipt, language: Language) -> bytes:
    """The page as HTML. Remarks stay away: what a guest wrote to the kitchen concerns no later reader."""
    store, settled = found.store, found.settlement
    money, tag = currency(str(store.get("currency", "CNY"))), language.tag
    names = store.get("names", {})
    html = (
        environment()
        .get_template("receipt.html")
        .render(
            _=language.translate,
            language=language,
            other=after(language),
            css=stylesheet(language.direction),
            store=name_in(names, tag),
            seal=seal(name_in(names, "zh-Hans")),
            where=[text for key in ("branch", "address") if (text := name_in(store.get(key, {}), tag))],
            place=name_in(found.place, tag),
            opening=found.opening,
            settled=settled,
            number=language.apart(found.opening.number),
            paid_at=language.apart(
                local_time(settled.at, str(store.get("zone", DEFAULT_ZONE))).strftime("%Y-%m-%d %H:%M")
            ),
            lines=[_line(row.line, row.amount, language, money) for row in found.lines],
            subtotal=money.full(settled.bill["subtotal"]),
            charges=[
                (row["text"], money.full(row["amount"])) for row in bill_rows(settled.bill, language, money)
            ],
            total=money.full(settled.total),
            taxes=[(rate_text(rate), money.full(amount)) for rate, amount in _taxes(settled.bill) if amount],
            paid=_paid(found, language, money),
            refunded=money.full(found.refunded) if found.refunded else "",
            reversed=found.reversed,
        )
    )
    return html.encode()


def _line(line: Any, amount: int, language: Language, money: Currency) -> dict[str, Any]:
    words = line_words(line, language, money)
    name = f"{words['name']} ({words['spec']})" if words["spec"] else words["name"]
    quantity = f"{words['quantity'] / 1000:.3f}".rstrip("0").rstrip(".")
    return {"name": name, "notes": words["notes"], "quantity": quantity, "amount": money.full(amount)}


def _paid(found: EReceipt, language: Language, money: Currency) -> list[tuple[str, str]]:
    """What was handed over by which tender, and the change."""
    rows = []
    for one in found.payments:
        tender = found.tenders.get(one.tender)
        name = name_in(tender.names, language.tag) if tender else one.tender
        rows.append((f"{name} {_of_voucher(one, language)}".strip(), money.full(one.tendered)))
    change = sum(one.change for one in found.payments)
    _ = language.translate
    return [*rows, (_("Change"), money.full(change))] if change else rows


def _of_voucher(one: Payment, language: Language) -> str:
    """Which group-buying voucher it is, told as on paper; "": none."""
    if not one.deal:
        return ""
    _ = language.translate
    code = _("Code …{end}").format(end=code_shown(one.voucher))
    return " · ".join(filter(None, (str(one.deal.get("name", "")), code)))


def _taxes(bill: Mapping[str, Any]) -> list[tuple[int, int]]:
    """What of the total is tax, by rate in basis points; where tax is added it is a charge instead."""
    if bill["total"] != bill["subtotal"] + sum(one.amount for one in told(bill)):
        return []
    found = [(one["rate"], one["amount"]) for one in bill.get("taxes", ())]
    return found or [(bill["tax_rate"], bill["tax"])]
