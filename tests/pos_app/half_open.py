"""Money whose end nobody knows, as a till has it that asked its home and got no answer."""

from __future__ import annotations

from collections.abc import Callable

from domain.money.grants import BARCODE
from pos_app.folder import Parts
from pos_app.workflows import granting
from pos_app.workflows.book import Entry
from pos_app.workflows.granting import ChargeAsked, ChargeNow
from pos_app.workflows.till import Till
from tests.pos_app.shop import settle

HOME = "http://127.0.0.1:9"


class HalfOpen:
    """``till`` of ``parts``; it asks nobody by itself."""

    def __init__(self, parts: Parts, till: Till) -> None:
        self._parts, self._till = parts, till

    def charge(self, opening: str, amount: int = 0, tender: str = "wechat") -> str:
        """A guest's code is granted so much of a bill, else all; the payment, of which nobody hears more."""
        view = self._till.view.openings[opening]
        asked = ChargeAsked(
            *(self._till.new_id(), opening, view.agreed.id, tender, amount or view.due),
            *(view.opening.version, False, "zhou"),
        )
        self._write(lambda entry: granting.grant(entry, asked, BARCODE, HOME))
        return asked.payment

    def becomes(self, payment: str, state: str, amount: int = 0) -> None:
        """The home says what came of it."""
        now = ChargeNow(payment, state, channel="wechat", transaction=f"wx{payment[-6:]}", amount=amount)
        self._write(lambda entry: granting.came_to(entry, now))

    def set_aside(self, payment: str) -> None:
        """The bill is paid otherwise; whatever comes goes back."""
        self._write(lambda entry: granting.set_aside(entry, payment, "wang"))

    def _write(self, work: Callable[[Entry], object]) -> None:
        self._parts.writer.submit(lambda: self._parts.book.write(work)).result()
        settle(self._parts, self._till)
