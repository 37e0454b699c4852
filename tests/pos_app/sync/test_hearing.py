"""Whatever a relay hands over, the other phones are heard, and the last answers are told after a crash."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.record.plain import to_plain
from domain.selling.orders import Order
from tests.fakes.printer import until
from tests.fakes.server import FakeServer
from tests.pos_app.shop import RICE, TOFU, Shop
from tests.pos_app.sync.test_link import at_home, linked, settled


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "\\ud800"},
        {"id": 7},
        {"id": ["x"], "lines": {}},
        {"lines": [[[]]]},
        {"what": {"deep": []}, "table": []},
    ],
    ids=repr,
)
@pytest.mark.parametrize("kind", ["order", "call", "from-a-newer-server"])
def test_an_item_out_of_shape_stops_no_other_phone(
    shop: Shop, server: FakeServer, kind: str, body: dict[str, Any]
) -> None:
    request = shop.phone("A1").request(TOFU)
    with linked(shop, server) as joined:
        settled(joined, server)
        server.relay(kind, body)
        server.relay("order", to_plain(request))
        until(lambda: server.verdicts(request.id) == ["accepted"])


@pytest.mark.parametrize("body", [None, [], "text", 7], ids=repr)
def test_an_item_that_is_no_object_stops_no_other_phone(shop: Shop, server: FakeServer, body: Any) -> None:
    first, second = shop.phone("A1").request(TOFU), shop.phone("B3").request(RICE)
    with linked(shop, server) as joined:
        settled(joined, server)
        for one in (to_plain(first), body, to_plain(second)):
            server.relay("order", one)
        until(lambda: server.verdicts(second.id) == ["accepted"])
        assert server.verdicts(first.id) == ["accepted"]
        assert len(shop.rows(Order)) == 2


def test_an_answer_that_staff_gave_before_the_till_died_is_told_after_it(
    shop: Shop, server: FakeServer
) -> None:
    """Else the phone would wait for staff for ever, though its dishes are being cooked."""
    shop.publish("floor", admit_phones=False)
    admitted, sent_away = shop.phone("A1").request(TOFU), shop.phone("B3").request(RICE)
    with linked(shop, server) as joined:
        settled(joined, server)
        for request in (admitted, sent_away):
            server.relay("order", to_plain(request))
            until(lambda: server.verdicts(request.id)[-1:] == ["held"])  # noqa: B023
    shop.till.admit(admitted.id, "chen").result()  # the link is gone: nobody is told
    shop.till.turn_away(sent_away.id, "chen").result()
    with linked(shop, server):
        until(lambda: server.verdicts(admitted.id)[-1:] == ["accepted"])
        until(lambda: server.verdicts(sent_away.id)[-1:] == ["refused"])


def test_a_fork_stays_said_while_phones_are_heard(shop: Shop, server: FakeServer) -> None:
    """Another till used our name at home: that is for people, and selling goes on meanwhile."""
    with linked(shop, server) as joined:
        settled(joined, server)
        until(lambda: at_home(shop, server))
        server.swap_last_event()
        shop.open("B1")
        until(lambda: joined.view.refused == "fork")
        since, before = joined.view.since, len(joined.seen)
        shop.time.later(minutes=1)
        request = shop.phone("A1").request(TOFU)
        server.relay("order", to_plain(request))
        until(lambda: server.verdicts(request.id) == ["accepted"])
        for view in (*joined.seen[before:], joined.view):
            assert (view.online, view.refused, view.since) == (True, "fork", since)
