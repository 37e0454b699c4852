"""What is asked of a home about one grant, until it says what became of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from domain.errors import Refused
from domain.failpoints import reach
from domain.money.grants import BARCODE, DUE_BACK, ENDED, Grant
from domain.record.plain import from_plain
from pos_app.sync.client import ServerClient, ServerRefused, Unreachable
from pos_app.workflows.granting import ChargeNow

WAIT = 3  # seconds that the home may keep a question for news open: as long a cashier's no waits at most
CODE_LIVES = 45_000  # milliseconds in which a code may still be sent; wallets show a new one each minute
Connect = Callable[[str], ServerClient]
Hand = Callable[[Grant, Mapping[str, Any]], None]
LATER = ("clock", "settling", "who_speaks")  # refusals after which the same may be asked again


class Asking:
    """What was and is to be asked about one grant."""

    def __init__(self, grant: Grant, body: Mapping[str, Any], channel: str, now: Callable[[], int]) -> None:
        self.grant, self._body, self._channel, self._now = grant, body, channel, now
        self._sent_until = grant.at + CODE_LIVES
        self._client: ServerClient | None = None
        self._woken = threading.Event()
        self.given_up = grant.state == ENDED  # it was set aside: nobody wants it any more
        self._told = False  # the home knows that it is given up
        self.returning = grant.state == DUE_BACK
        self._way = grant.way if grant.way != BARCODE else ""
        self._asked_back = False

    def give_up(self) -> None:
        self.given_up = True
        self.wake()

    def give_back(self) -> None:
        """It was charged and goes back to the guest."""
        self.returning, self._body = True, {}

    def wake(self) -> None:
        self._woken.set()

    def rest(self, seconds: float) -> None:
        """Wait after a failure; somebody who gives up is heard at once."""
        self._woken.wait(seconds)
        self._woken.clear()

    def step(self, connect: Connect | None) -> ChargeNow:
        """One question. Raises Unreachable or ServerRefused."""
        if self._client is None:
            if connect is None:
                raise Unreachable("no home")
            self._client = connect(self.grant.home)
        client, id = self._client, self.grant.id
        if self.returning and not self._asked_back:
            found = read_now(client.return_charge(id))
            self._asked_back = True
            return found
        if self.returning:
            return read_now(client.charged(id, WAIT))
        if self._body and self._now() < self._sent_until and not self.given_up:
            found = self._charge(client)
            self._body = {}
            return found
        if (self.given_up or self._now() > self.grant.ends) and not self._told:
            found = read_now(client.cancel_charge(id, self._channel, self._way))
            self._told = True
            return found
        try:
            return read_now(client.charged(id, WAIT))
        except ServerRefused as no:
            if no.code != "charge_unknown":
                raise
            return read_now(client.cancel_charge(id, self._channel, self._way))  # and shall not come there

    def _charge(self, client: ServerClient) -> ChargeNow:
        """Send the code; a home that refuses it has asked no gateway."""
        try:
            return read_now(client.charge(self._body))
        except ServerRefused as no:
            if no.status >= 500 or no.code in LATER:
                raise
            return ChargeNow(self.grant.id, "failed", no.code)


class Order(Asking):
    """One that a guest pays on her own phone, from her page or by a code that she scans here; ``hand`` gets
    what the phone needs."""

    def __init__(
        self, grant: Grant, body: Mapping[str, Any], channel: str, now: Callable[[], int], hand: Hand
    ) -> None:
        super().__init__(grant, body, channel, now)
        self._hand, self._sent_until = hand, grant.ends

    def _charge(self, client: ServerClient) -> ChargeNow:
        """Have the order made: that charges nobody, and made again it is the same. One that the home refuses
        is taken back there, for it may have made it before.
        """
        try:
            told = client.order(self._body)
        except ServerRefused as no:
            if no.status >= 500 or no.code in LATER:
                raise
            self.given_up = no.code != "payment_changed"  # it is there; only its words are others now
            return ChargeNow(self.grant.id, "unknown", no.code)
        reach("phonepay.after_order")
        now = read_now(told)
        if told.get("phone"):
            self._hand(self.grant, told["phone"])
        elif not now.final:
            raise Unreachable("the gateway has not made the order yet")
        return now


def read_now(plain: Mapping[str, Any]) -> ChargeNow:
    """What the home says. Raises Unreachable for words that are none of its."""
    try:
        return from_plain(ChargeNow, plain)
    except Refused as no:
        raise Unreachable(no.code) from no
