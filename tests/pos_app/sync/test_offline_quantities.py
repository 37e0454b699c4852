"""Complaint 6 of the peers, its other half: what was counted while no server answered came home as 1 each."""

from collections import Counter
from collections.abc import Iterable, Mapping

from domain.money.payments import Payment
from domain.record.envelope import decode
from domain.record.fold import apply
from domain.record.tables import MemoryTables
from domain.selling.order import CartLine
from domain.selling.orders import OrderLine
from pos_app.workflows.drafts import Draft
from tests.fakes.printer import until
from tests.fakes.server import FakeServer
from tests.pos_app.shop import BEER, RICE, TOFU, Shop, scratch
from tests.pos_app.sync.test_link import at_home, linked, settled
from tests.pos_app.workflows.test_weighing import CRAB, offer

TWO_DOZEN = CartLine(BEER.dish, "one", 24_000)
FIVE_TOFU = CartLine(TOFU.dish, "one", 5_000)
NINE_RICE = CartLine(RICE.dish, "one", 9_000)
WEIGHED_CRAB = CartLine("crab", "one", weight=1_260, price=19_800)
VOIDED = 4_000
COUNTED = {
    "lager": 24_000 - VOIDED,
    "mapo-tofu": 5_000,
    "steamed-rice": 9_000,
    "crab": 1_260,
}  # by weight, as it costs


def test_complaint_6_what_was_counted_offline_comes_home_as_it_was_counted() -> None:
    """POSNext#48. Typed, kept by a till that is killed, sent, voided in part, paid: all offline."""
    with scratch() as folder, FakeServer() as server:
        shop = Shop(folder / "store")
        offer(shop, {**CRAB, "unit": "kg"})
        with linked(shop, server) as joined:
            settled(joined, server)
            server.away = True
            until(lambda: not joined.view.online)
            opening = shop.open("A1", 6)
            shop.till.drafts.keep({opening: Draft("typed", (TWO_DOZEN, FIVE_TOFU, WEIGHED_CRAB))})
            shop.caught_up()
        shop = shop.again()  # killed with a round that nobody had sent
        try:
            with linked(shop, server):
                kept = shop.till.drafts.load()[opening]
                for _twice in range(2):
                    shop.till.send_to_kitchen(opening, kept.lines, "", "wang", kept.request).result()
                shop.phone("A1").order(NINE_RICE)
                beers = next(row for row in shop.rows(OrderLine) if row.line.dish == "lager")
                shop.till.bills.void_line(
                    beers.id, VOIDED, False, "mistake", "wang", shop.time.new_id()
                ).result()
                due = shop.opening("A1").due
                shop.pay("A1")
                assert counted(shop.rows(OrderLine)) == COUNTED
                assert not at_home(shop, server)
                server.away = False
                shop.till.links[0].try_now()
                until(lambda: at_home(shop, server))
                home = home_of(server, shop.parts.book.incarnation)
                assert counted(home.where(OrderLine)) == COUNTED
                assert [one.amount for one in home.where(Payment)] == [due]
                assert shop.rebuilt().different == ()
        finally:
            shop.close()


def counted(rows: Iterable[OrderLine]) -> Mapping[str, int]:
    """Thousandths of each dish, by weight where it is weighed."""
    return Counter({row.line.dish: row.line.weight or row.quantity for row in rows})


def home_of(server: FakeServer, incarnation: str) -> MemoryTables:
    """What a server knows that was told these facts and nothing else."""
    tables = MemoryTables()
    for raw in server.events(incarnation):
        apply(decode(raw), tables)
    return tables
