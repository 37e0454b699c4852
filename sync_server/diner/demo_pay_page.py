"""The page in the place of a wallet's: it says that it is play money, and lets one agree or refuse."""

from __future__ import annotations

from functools import cache

import jinja2

from sync_server.diner.language import Language
from sync_server.diner.money import currency
from sync_server.diner.page import environment, policy
from sync_server.diner.style import stylesheet
from sync_server.payments.port import CLOSED, PAID, Charge

POLICY = policy().replace("form-action 'none'", "form-action 'self'")


def demo_pay_page(order: Charge, state: str, language: Language) -> bytes:
    """The page of an order as it stands. ``state``: of an Outcome."""
    _ = language.translate
    words = {PAID: _("Paid with play money"), CLOSED: _("This is over. Nothing was paid.")}.get(state, "")
    told = {
        "language": language,
        "_": _,
        "css": stylesheet(language.direction),
        "title": _("Play money"),
        "what": order.what,
        "amount": currency(order.currency).full(order.amount),
        "words": words,
        "back": order.back,
    }
    return _template().render(**told).encode()


@cache
def _template() -> jinja2.Template:
    return environment().get_template("demo_pay.html")
