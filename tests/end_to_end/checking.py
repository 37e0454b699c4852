"""What must hold when all is quiet, whatever failed on the way: each order and payment once, everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tests.end_to_end.books import assert_chained, home_facts, home_figures, own_server_key, till_facts
from tests.end_to_end.shop import BANNER, Shop
from tests.fakes.printer import until


def assert_once(
    shop: Shop,
    orders: Mapping[str, str],
    payments: Mapping[str, int],
    stations: Sequence[str] = ("kitchen", "bar"),
) -> None:
    """``orders``: request id → the code in its remark; ``payments``: id → amount."""
    facts = till_facts(shop.data)
    assert_chained(facts)
    events = [kept.event for kept in facts]
    placed = Counter(event.body["order"] for event in events if event.kind == "order.placed")
    taken = Counter(event.body["payment"] for event in events if event.kind == "payment.received")
    assert placed == dict.fromkeys(orders, 1)
    assert taken == dict.fromkeys(payments, 1)
    for code in orders.values():
        for station in stations:
            assert_on_paper(shop, station, code)
    server, key = shop.data / "server", own_server_key(shop.data)
    assert home_facts(server, key) == facts
    until(lambda: home_figures(server, key) == (sorted(orders), sorted(payments.items())))


def assert_on_paper(shop: Shop, station: str, code: str) -> None:
    """A ticket came out, and no second one without the banner."""
    papers = shop.papers(code, station)
    assert papers, f"nothing for {code} in the {station}"
    assert sum(BANNER not in paper for paper in papers) <= 1, f"{code} came out twice, unmarked"
