"""A gateway's own bill of a day, so that it can be laid beside what was charged here."""

from __future__ import annotations

from datetime import date

from domain.errors import Refused
from sync_server.payments.port import BillLine, Declined
from sync_server.workflows.charge_terms import Merchants
from sync_server.workflows.gateway_calls import ask


class ChannelBills:
    """Asked anew each time; whoever lays it beside something keeps what was found."""

    def __init__(self, merchants: Merchants) -> None:
        self._merchants = merchants

    async def bill(self, store: str, channel: str, day: date) -> list[BillLine]:
        """What a store's gateway says of a day of its calendar (Shanghai's).

        Raises Refused: no_merchant, bill_none_yet, gateway_silent.
        """
        provider = self._merchants.current(store, channel)
        if provider is None:
            raise Refused("no_merchant")
        try:
            found = await ask(provider.bill, day)
        except Declined as no:
            raise Refused(no.why) from no
        if found is None:
            raise Refused("gateway_silent")
        return found
