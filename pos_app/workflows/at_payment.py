"""Whose bill the payment screen shows, so that its guests' phones say so. No fact: it ends with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from domain.floor.pickup_seen import PICKUP
from pos_app.workflows.glance import tables_of
from pos_app.workflows.views import OpeningView


class Teller(Protocol):
    """What a link to a server can do."""

    def tell(self, keys: set[str]) -> None:
        """What the store shows under these keys may have changed."""


class AtPayment:
    """Reached as ``till.at_payment``. Its screen says what it shows; links ask for it when they publish."""

    def __init__(
        self, links: Callable[[], Sequence[Teller]], live: Callable[[], Mapping[str, OpeningView]]
    ) -> None:
        self._links, self._live = links, live
        self._opening = ""

    def shows(self, opening: str) -> None:
        """The bill of this opening is on the screen; "" for none. Tells those who saw another state."""
        before, self._opening = self._opening, opening
        if before == opening:
            return
        live = self._live()
        tables = tables_of(live)
        keys = {f"table/{table}" for one in (before, opening) for table in tables.get(one, ()) if table}
        keys |= {f"{PICKUP}{one}" for one in (before, opening) if one in live and live[one].opening.pickup}
        for link in self._links():
            link.tell(keys)

    def openings(self) -> frozenset[str]:
        """Whose bill it is. Any thread may ask."""
        return frozenset(filter(None, (self._opening,)))
