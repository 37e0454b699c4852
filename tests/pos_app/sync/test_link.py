"""A link to a server that loses answers, goes away and forgets: each fact and each order once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.floor.queue import QueueNumber
from domain.record.plain import to_plain
from domain.selling.orders import Order
from pos_app.database.journal import batch
from pos_app.database.session import Reader
from pos_app.sync.client import ServerClient
from pos_app.workflows.book import Entry
from pos_app.workflows.moving import transfer
from pos_app.workflows.syncing import Identity, Link
from pos_app.workflows.views import LinkView
from tests.fakes.printer import until
from tests.fakes.server import CODE, FakeServer
from tests.pos_app.shop import RICE, TOFU, Shop, scratch

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DEVICE = "a-till"
MANY = 5_000  # events: three batches


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


class Linked:
    """A link of a shop, and each of its views in order."""

    def __init__(self, shop: Shop, server: FakeServer) -> None:
        parts = shop.parts
        store = shop.read_document("store")
        self.seen: list[LinkView] = []
        self.link = Link(
            LinkView("own", server.url, "home"),
            lambda: ServerClient(server.url, DEVICE, KEY),
            lambda: Reader(shop.folder, parts.keys.database_key()),
            parts.book,
            parts.writer,
            Identity(store["brand"], store["store"], DEVICE, store["names"]),
            CODE,
            lambda: self.seen.append(self.link.view),
        )
        self.link.catch_up = shop.till.catch_up
        shop.till.links.append(self.link)
        self.link.start()

    @property
    def view(self) -> LinkView:
        return self.link.view


@contextmanager
def linked(shop: Shop, server: FakeServer) -> Iterator[Linked]:
    """A till with its link; the server hangs up first, so that no question is left open."""
    joined = Linked(shop, server)
    try:
        yield joined
    finally:
        was, server.away = server.away, True
        joined.link.close()
        shop.till.links.clear()
        server.away = was


def at_home(shop: Shop, server: FakeServer) -> bool:
    """Whether the server holds the whole journal, each fact once and in order."""
    return server.events(shop.parts.book.incarnation) == journal(shop)


def journal(shop: Shop) -> list[bytes]:
    """The raw events as they are in the book."""
    reader, mine = Reader(shop.folder, shop.parts.keys.database_key()), shop.parts.book.incarnation
    try:
        return [row.raw for row in reader.read(lambda c: batch(c, mine, 0, 1_000_000))]
    finally:
        reader.close()


def write_many(shop: Shop, count: int = MANY) -> None:
    def work(entry: Entry) -> None:
        for _ in range(count):
            entry.record("staff.signed_in", {}, "zhou")

    shop.parts.writer.submit(lambda: shop.parts.book.write(work)).result()


def settled(joined: Linked, server: FakeServer) -> None:
    """Wait until everything that the store shows was told, and the till knows it."""
    until(lambda: "table/A1" in server.documents and "menu" in server.documents)
    until(joined.link.up_to_date.is_set)


# phones


def test_the_floor_says_where_a_phone_orders_as_long_as_it_is_known(shop: Shop, server: FakeServer) -> None:
    """What a server that went away said last is no news any more; one of before says nothing."""
    shop.open("A1")
    opening = shop.opening("A1").opening.id
    with linked(shop, server) as joined:
        settled(joined, server)
        server.phones_order(opening, "table/A2")
        until(lambda: set(joined.view.ordering) == {opening, "table/A2"})
        request = shop.phone("A1").request(RICE)
        server.relay("order", to_plain(request))
        until(lambda: server.verdicts(request.id) == ["accepted"])
        server.phones_order("table/A2")
        until(lambda: joined.view.ordering == ("table/A2",))
        server.away = True
        until(lambda: joined.view.ordering == ())
        server.phones_order(known=False)
        server.away = False
        until(lambda: joined.view.online)
        assert joined.view.ordering == ()


def test_guests_who_change_tables_are_at_no_moment_shown_nowhere(shop: Shop, server: FakeServer) -> None:
    """The table that they leave is being told when they move: their new one is told with it."""
    shop.open("A1")
    opening = shop.opening("A1").opening.id
    book, works = shop.parts.book, shop.parts.writer
    held = threading.Event()
    with linked(shop, server) as joined:
        settled(joined, server)
        before = len(server.publications)
        works.submit(held.wait)
        works.submit(lambda: book.write(lambda entry: transfer(entry, opening, "A2", "zhou")))
        joined.link.tell({"table/A1"})
        until(lambda: works._works.qsize() > 1)  # it is about to be told
        held.set()
        until(lambda: "opening" not in server.documents["table/A1"])
        left = next(told for told in server.publications[before:] if "table/A1" in _keys(told))
        assert "table/A2" in _keys(left)


def _keys(told: Mapping[str, Any]) -> set[str]:
    return {one["key"] for one in told["documents"]}


def test_an_order_whose_verdict_was_lost_is_made_once_and_answered_again(server: FakeServer) -> None:
    with scratch() as folder:
        shop = Shop(folder / "store")
        request = shop.phone("A1").request(RICE)
        with linked(shop, server) as joined:
            settled(joined, server)
            server.ignore("/v1/publication")
            server.relay("order", to_plain(request))
            until(lambda: shop.rows(Order))
        assert server.verdicts(request.id) == []
        server.ignore()
        shop = shop.again()
        try:
            with linked(shop, server):
                until(lambda: server.verdicts(request.id))  # a till may tell it more than once
                assert set(server.verdicts(request.id)) == {"accepted"}
                assert [order.id for order in shop.rows(Order)] == [request.id]
        finally:
            shop.close()


def test_an_item_handed_over_again_orders_once(shop: Shop, server: FakeServer) -> None:
    request = to_plain(shop.phone("A1").request(RICE))
    with linked(shop, server) as joined:
        settled(joined, server)
        server.lose_answers("/v1/feed")
        server.relay("order", request)
        server.relay("order", request)
        until(lambda: server.verdicts(request["id"]))
        server.relay("order", request)
        until(lambda: len(server.verdicts(request["id"])) > 1)
        assert set(server.verdicts(request["id"])) == {"accepted"} and len(shop.rows(Order)) == 1


def test_a_verdict_whose_answer_was_lost_is_told_again(shop: Shop, server: FakeServer) -> None:
    request = shop.phone("A1").request(RICE)
    with linked(shop, server) as joined:
        settled(joined, server)
        verdict = f'"request":"{request.id}"'  # what is shown of the table may be told before
        server.lose_answers("/v1/publication", holding=verdict)
        server.relay("order", to_plain(request))
        until(lambda: server.verdicts(request.id) == ["accepted", "accepted"])
        assert len(shop.rows(Order)) == 1


def test_a_verdict_that_staff_gave_later_is_told(shop: Shop, server: FakeServer) -> None:
    shop.publish("floor", admit_phones=False)
    shop.open("A1")
    request = shop.phone("A1").request(RICE)
    with linked(shop, server):
        server.relay("order", to_plain(request))
        until(lambda: server.verdicts(request.id) == ["held"])
        shop.till.admit(request.id, "chen").result()
        until(lambda: server.verdicts(request.id) == ["held", "accepted"])
        assert len(shop.rows(Order)) == 1


# what the store shows


def test_what_is_shown_is_told_again_only_when_it_changed(shop: Shop, server: FakeServer) -> None:
    with linked(shop, server) as joined:
        settled(joined, server)
        shop.open("A1")
        until(lambda: len(server.told("table/A1")) == 2)
        shop.caught_up()
        joined.link._outgoing.changed({"menu", "table/A1", "table/A2"})
        shop.send("A1", TOFU)
        until(lambda: len(server.told("table/A1")) == 3)
        assert [len(server.told(key)) for key in ("menu", "rules", "floor", "table/A2")] == [1, 1, 1, 1]


def test_a_till_that_starts_without_its_server_tells_it_all_later(shop: Shop, server: FakeServer) -> None:
    server.away = True
    with linked(shop, server) as joined:
        until(lambda: server.asked)
        server.away = False
        joined.link.try_now()
        settled(joined, server)
        until(lambda: at_home(shop, server))
        until(lambda: joined.view.online)  # which the feed finds out, on a thread of its own


# facts on their way home


def test_a_backlog_comes_home_in_order_and_shows_its_progress(shop: Shop, server: FakeServer) -> None:
    write_many(shop)
    with linked(shop, server) as joined:
        until(lambda: at_home(shop, server))
        until(lambda: joined.view.waiting == 0)
        sent = [view.sending for view in joined.seen if view.total]
        assert sent == sorted(sent) and any(0 < each < MANY for each in sent)
        waiting = [view.waiting for view in joined.seen if view.total]
        assert waiting == sorted(waiting, reverse=True)
        assert (joined.view.sending, joined.view.total) == (0, 0)


def test_what_happened_while_the_server_was_away_comes_home_once(shop: Shop, server: FakeServer) -> None:
    with linked(shop, server) as joined:
        until(lambda: at_home(shop, server))
        server.away = True
        until(lambda: not joined.view.online)
        shop.open("A1")
        shop.send("A1", TOFU)
        shop.pay("A1")
        until(lambda: joined.view.waiting > 0)
        server.away = False
        joined.link.try_now()
        until(lambda: at_home(shop, server))
        until(lambda: joined.view.waiting == 0)
        until(lambda: joined.view.online)


def test_facts_whose_acknowledgement_was_lost_are_stored_once(shop: Shop, server: FakeServer) -> None:
    server.lose_answers("/v1/events", times=2)
    with linked(shop, server) as joined:
        until(lambda: at_home(shop, server))
        until(lambda: server.asked.count("POST /v1/events") >= 3)
        until(lambda: joined.view.online and joined.view.waiting == 0)
        assert at_home(shop, server) and not server.refused["fork"]


# another server at the same address


def test_another_epoch_is_followed_and_told_everything(shop: Shop, server: FakeServer) -> None:
    with linked(shop, server) as joined:
        settled(joined, server)
        until(lambda: at_home(shop, server))
        server.replace()
        settled(joined, server)
        until(lambda: at_home(shop, server))
        request = shop.phone("A1").request(RICE)
        server.relay("order", to_plain(request))
        until(lambda: server.verdicts(request.id) == ["accepted"])
        assert joined.view.online and server.refused["epoch"] == 1


def test_an_empty_server_in_its_place_lets_the_till_in_again(shop: Shop, server: FakeServer) -> None:
    with linked(shop, server) as joined:
        settled(joined, server)
        until(lambda: at_home(shop, server))
        server.forget_all()
        settled(joined, server)
        until(lambda: at_home(shop, server))
        request = shop.phone("A1").request(RICE)
        server.relay("order", to_plain(request))
        until(lambda: server.verdicts(request.id) == ["accepted"])


def test_a_server_whose_disk_is_full_is_named_and_hears_all_when_there_is_room(
    shop: Shop, server: FakeServer
) -> None:
    with linked(shop, server) as joined:
        until(lambda: at_home(shop, server))
        server.full = True
        shop.open("A1", 2)
        until(lambda: joined.view.refused == "server_disk" and joined.view.online)  # it is there, and answers
        server.full = False
        until(lambda: at_home(shop, server) and not joined.view.refused)
        until(lambda: server.documents.get("table/A1", {}).get("opening") is not None)


@pytest.mark.parametrize("hours", [-3, 26])
def test_a_wrong_clock_is_corrected(shop: Shop, server: FakeServer, hours: int) -> None:
    server.ahead = hours * 3_600_000
    with linked(shop, server) as joined:
        settled(joined, server)
        until(lambda: at_home(shop, server))
        shop.open("A1")
        until(lambda: at_home(shop, server) and len(server.told("table/A1")) == 2)
        until(lambda: joined.view.online)
        assert 1 <= server.refused["clock"] <= 3  # once for each client


def test_phones_hear_that_their_bill_is_being_settled_until_the_screen_closes_or_the_till_dies(
    server: FakeServer,
) -> None:
    def settling(table: str) -> bool:
        opening = server.documents[f"table/{table}"].get("opening") or {}
        return bool(opening.get("at_till"))

    with scratch() as folder:
        shop = Shop(folder / "store")
        bills = [shop.open("A1"), shop.open("A2")]
        with linked(shop, server) as joined:
            joined.link.at_payment = shop.till.at_payment.openings
            settled(joined, server)
            shop.till.at_payment.shows(bills[0])
            until(lambda: settling("A1"))
            assert not settling("A2")
            shop.till.at_payment.shows(bills[1])
            until(lambda: settling("A2") and not settling("A1"))
            shop.send("A2", TOFU)  # it is still being settled when a dish comes
            until(lambda: "orders" in server.documents["table/A2"]["opening"])
            assert settling("A2")
        again = shop.again()  # the till died with its payment screen open
        with linked(again, server) as joined:
            joined.link.at_payment = again.till.at_payment.openings
            until(lambda: not settling("A2"))
        again.close()


def test_who_holds_a_slip_can_see_how_far_the_queue_is(server: FakeServer) -> None:
    def line() -> list[tuple[str, int, bool]]:
        numbers = server.documents["queue"].get("numbers", [])
        return [(one["number"], one.get("ahead", 0), one.get("called", False)) for one in numbers]

    with scratch() as folder:
        shop = Shop(folder / "store")
        shop.till.public_url = lambda: "https://huajiao.example"
        with linked(shop, server) as joined:
            settled(joined, server)
            for id, guests in (("q1", 2), ("q2", 2), ("q3", 4)):
                shop.till.queue.join(id, guests, "zhou").result()
                shop.time.later(minutes=1)
            until(lambda: line() == [("A001", 0, False), ("A002", 1, False), ("B001", 0, False)])
            shop.till.queue.call("q1", "zhou").result()
            until(lambda: line()[0] == ("A001", 0, True))
            shop.till.queue.leave("q1", "zhou").result()
            until(lambda: line() == [("A002", 0, False), ("B001", 0, False)])
            assert "zhou" not in str(server.documents["queue"]) and "guests" not in str(
                server.documents["queue"]
            )
        slips = {row.id: row.code for row in shop.rows(QueueNumber)}
        assert slips["q1"] == "https://huajiao.example/q/q1"
        shop.close()
