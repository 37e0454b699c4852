"""What the page needs of the relay: a table as published, and a place to leave requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from domain.money.phone_pay import PayRequest
from domain.selling.request import OrderRequest
from sync_server.workflows.storefront import BillNow, NumberNow, RequestNow, TableNow


class Relay(Protocol):
    """The side of the relay that phones reach. Every method raises Refused for a code of no table."""

    def table(self, code: str, opening: str = "", phone: str = "") -> TableNow:
        """All that may be shown of a table now, to the page of an opening on a phone."""

    def table_id(self, code: str) -> str:
        """Which table that is."""

    def number(self, id: str) -> NumberNow:
        """How far the queue is for a number. Raises Refused("queue_gone")."""

    async def hear(self, code: str, request: OrderRequest) -> RequestNow:
        """Keep a request durably; the same one twice is the same."""

    def requests_of(self, table: str, phone: str) -> tuple[RequestNow, ...]:
        """What a phone asked in the store of a table's code, oldest first."""

    def moved_to(self, code: str, opening: str) -> str:
        """The code of the table that an opening sits at now; "" if it is here or over."""

    def tag(self, code: str) -> str:
        """Names the present state of a table."""

    async def changed(self, code: str, known_tag: str, wait: float) -> str:
        """The tag as soon as it is another one, at the latest after ``wait`` seconds."""

    async def leave(self, code: str, kind: str, id: str, phone: str, body: Mapping[str, Any]) -> None:
        """Keep durably what a phone only says; the same id is the same."""

    async def call(self, code: str, what: str, phone: str, opening: str, dish: str = "") -> None:
        """Ask for a waiter, perhaps because of a dish, or the bill."""


class PayRelay(Relay, Protocol):
    """The relay of phones that pay, too."""

    async def hear_payment(self, code: str, asked: PayRequest) -> RequestNow:
        """Keep a wish to pay durably; the same one twice is the same."""

    def store_of(self, code: str) -> str:
        """Whose table this is."""

    async def stop_payment(self, code: str, payment: str, phone: str) -> None:
        """A phone gives up a payment."""

    def payments_of(self, table: str, phone: str) -> tuple[RequestNow, ...]:
        """What a phone wanted to pay in the store of a table's code, oldest first."""


class BillRelay(Relay, Protocol):
    """The relay of who holds a pre-bill. Every method raises Refused("bill_code") for a store of nobody's."""

    def bill(self, store: str, bill: str, code: str) -> BillNow:
        """The bill as it is now. Raises Refused("bill_code") if it is not as on the paper."""

    def shown(self, store: str) -> Mapping[str, Any]:
        """The store document as published."""

    async def hear_bill_payment(self, store: str, asked: PayRequest) -> RequestNow:
        """Keep a wish to pay durably; the same one twice is the same."""

    def bill_payment(self, store: str, payment: str, phone: str) -> RequestNow | None:
        """A phone's wish to pay, also when the bill is over."""

    async def stop_bill_payment(self, store: str, asked: RequestNow) -> None:
        """A phone gives it up."""
