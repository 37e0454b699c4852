"""A feed may hand over anything twice, in another order, or just before the till dies: each order once."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.record.plain import to_plain
from domain.selling.orders import Order, OrderLine
from domain.selling.printing import PrintJob
from domain.selling.request import OrderRequest, Verdict
from pos_app.workflows.selling import hear_order
from tests.pos_app.shop import BEER, FISH, RICE, SET_FOR_TWO, TOFU, Hand, Shop, scratch

CARTS = ((FISH,), (TOFU, RICE), (BEER,), (SET_FOR_TWO,), (RICE,), (TOFU, BEER))


class _PowerCutError(Exception):
    """The till dies."""


@st.composite
def deliveries(draw: st.DrawFn) -> list[tuple[list[int], str]]:
    """Batches of requests by number, each request in one of them at least, and how each batch ends."""
    every = list(range(len(CARTS)))
    sent = draw(st.permutations(every + draw(st.lists(st.sampled_from(every), max_size=10))))
    batches: list[tuple[list[int], str]] = []
    while sent:
        size = draw(st.integers(1, 4))
        batch, sent = sent[:size], sent[size:]
        end = draw(st.sampled_from(["told", "told", "restart", "power cut"]))
        if end == "power cut":  # what was not durable will be handed over again
            sent = [*sent, *batch]
        batches.append((batch, end if sent else "told"))
    return batches


@settings(max_examples=15)
@given(deliveries())
def test_each_request_is_cooked_once_whatever_the_feed_does(batches: list[tuple[list[int], str]]) -> None:
    with scratch() as folder:
        shop = Shop(folder / "store", Hand())
        tables = ("A1", "A1", "A1", "B3", "B3", "B3")
        requests = [
            shop.phone(table, f"phone-number-{place}").request(*cart)
            for place, (table, cart) in enumerate(zip(tables, CARTS, strict=True))
        ]
        told: dict[str, Verdict] = {}
        for batch, end in batches:
            shop.time.later(seconds=7)
            shop = _hand_over(shop, [requests[place] for place in batch], end, told)
        _check(shop, requests, told)
        shop.close()


def _hand_over(shop: Shop, batch: list[OrderRequest], end: str, told: dict[str, Verdict]) -> Shop:
    if end == "power cut":

        def die() -> None:
            def work(entry: object) -> None:
                for request in batch:
                    hear_order(entry, to_plain(request), 0, 0)  # type: ignore[arg-type]
                raise _PowerCutError

            shop.parts.book.write(work)

        assert isinstance(shop.parts.writer.submit(die).exception(), _PowerCutError)
        return shop.again()
    for verdict in shop.hear(*(to_plain(request) for request in batch)):
        assert told.setdefault(verdict.request, verdict) == verdict
    return shop.again() if end == "restart" else shop


def _check(shop: Shop, requests: list[OrderRequest], told: dict[str, Verdict]) -> None:
    assert {verdict.state for verdict in told.values()} == {"accepted"}
    assert sorted(order.id for order in shop.rows(Order)) == sorted(request.id for request in requests)
    cooked = Counter(line.dish for line in shop.rows(OrderLine))
    assert cooked == Counter(line.dish for cart in CARTS for line in cart)
    tickets = Counter((job.order, job.station) for job in shop.rows(PrintJob))
    assert set(tickets.values()) == {1}
    for table in ("A1", "B3"):
        rounds = [order.round for order in shop.opening(table).orders]
        assert rounds == [1, 2, 3]
    assert len(shop.events("opening.started")) == 2
    assert shop.rebuilt().different == ()
