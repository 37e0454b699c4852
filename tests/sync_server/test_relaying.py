"""What a phone asks is kept until a till fetches it, or lapses; what a till says is shown."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.errors import Refused
from domain.selling.request import REQUEST_LAPSES
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.wire import WirePhone, WireTill, new_id

LONG_AGO = 24 * 3_600_000


def phone_at(till: WireTill, table: str = "A1") -> WirePhone:
    return WirePhone(till.url, till.code(table))


def verdict(request: str, state: str = "accepted") -> dict[str, object]:
    return {"request": request, "state": state, "at": 1, "round": 1}


def test_an_order_reaches_the_till_once(till: WireTill) -> None:
    phone = phone_at(till)
    cart = phone.cart()
    first, again = phone.order(cart), phone.order(cart)
    assert (first.status_code, first.json()) == (202, {"id": cart["id"], "state": "received"})
    assert again.json() == first.json()
    found = till.feed().json()
    assert [item["body"]["id"] for item in found["items"]] == [cart["id"]]
    assert found["items"][0]["kind"] == "order"
    assert 0 <= found["items"][0]["age"] < 5_000
    assert till.feed(f"{found['epoch']}:{found['position']}").json()["items"] == []


def test_the_same_id_with_other_dishes_is_refused(till: WireTill) -> None:
    phone = phone_at(till)
    cart = phone.cart()
    phone.order(cart)
    no = phone.order({**cart, "remark": "no rice"})
    assert (no.status_code, no.json()["code"]) == (409, "request_changed")


def test_a_double_tap_in_one_commit_is_one_order(till: WireTill) -> None:
    cart = phone_at(till).cart()
    phones = [phone_at(till) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda phone: phone.order(cart), phones))
    assert {answer.json()["id"] for answer in answers} == {cart["id"]}
    assert {answer.status_code for answer in answers} <= {200, 202}
    assert len(till.feed().json()["items"]) == 1


def test_the_feed_answers_at_once_when_there_is_news(till: WireTill) -> None:
    position = till.feed().json()
    found: list[float] = []
    begun = threading.Event()

    def wait() -> None:
        started = time.monotonic()
        begun.set()
        assert len(till.feed(f"{position['epoch']}:{position['position']}", 20).json()["items"]) == 1
        found.append(time.monotonic() - started)

    waiting = threading.Thread(target=wait)
    waiting.start()
    begun.wait()
    time.sleep(0.3)
    phone_at(till).order()
    waiting.join()
    assert 0.2 < found[0] < 5


def test_the_feed_says_so_when_nothing_came(till: WireTill) -> None:
    started = time.monotonic()
    assert till.feed(wait=0.5).json()["items"] == []
    assert 0.4 < time.monotonic() - started < 5


def test_an_item_not_acknowledged_by_position_is_sent_again(till: WireTill) -> None:
    phone_at(till).order()
    first = till.feed().json()
    assert till.feed().json()["items"][0]["body"] == first["items"][0]["body"]


def test_no_position_is_ever_skipped_with_sixteen_phones(till: WireTill) -> None:
    """A till that reads while sixteen phones write sees every acknowledged order, in order, once."""
    phones = [phone_at(till, f"A{1 + n % 4}") for n in range(16)]
    sent: list[str] = []
    over = threading.Event()
    seen: list[tuple[int, str]] = []

    def read() -> None:
        after = ":0"
        while True:
            last = over.is_set()
            found = till.feed(after, 0 if last else 0.2).json()
            seen.extend((item["position"], item["body"]["id"]) for item in found["items"])
            after = f"{found['epoch']}:{found['position']}"
            if last and not found["items"]:
                return

    def write(phone: WirePhone) -> None:
        for _ in range(25):
            cart = phone.cart()
            assert phone.order(cart).status_code == 202
            sent.append(str(cart["id"]))

    reader = threading.Thread(target=read)
    reader.start()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, phones))
    over.set()
    reader.join()
    assert [position for position, _ in seen] == list(range(1, 401))
    assert sorted(id for _, id in seen) == sorted(sent)


def test_another_epoch_is_told(till: WireTill) -> None:
    epoch = till.feed().json()["epoch"]
    no = till.feed(f"{new_id()}:4")
    assert (no.status_code, no.json()) == (409, {"code": "epoch", "facts": {"epoch": epoch}})
    assert till.feed("nonsense").status_code == 400
    assert till.feed(f"{epoch}:-1").status_code == 400


def test_fetching_marks_an_order_as_handed(server: ServerHere, till: WireTill) -> None:
    phone = phone_at(till)
    cart = phone.cart()
    phone.order(cart)
    assert phone.state(cart["id"]) == "received"
    till.feed()
    assert phone.state(cart["id"]) == "handed"
    server.time.pass_by(LONG_AGO)
    with pytest.raises(StopIteration):  # old ones leave memory, and the page
        wait_for(lambda: phone.state(cart["id"]) == "gone", 5)
    row = "SELECT state FROM requests"
    assert server.database.read(lambda c: c.exec_driver_sql(row).scalar()) == "handed"


def test_what_no_till_fetched_lapses_and_is_never_handed(server: ServerHere, till: WireTill) -> None:
    phone = phone_at(till)
    cart = phone.cart()
    phone.order(cart)
    server.time.pass_by(REQUEST_LAPSES + 1)
    assert phone.state(cart["id"]) == "lapsed"
    till.offset = REQUEST_LAPSES + 1
    assert till.feed().json()["items"] == []
    assert (
        server.database.read(lambda c: c.exec_driver_sql("SELECT state FROM requests").scalar()) == "lapsed"
    )


def test_the_tills_verdict_overrides_a_lapse(server: ServerHere, till: WireTill) -> None:
    """The till had fetched it from elsewhere: what it says is true."""
    phone = phone_at(till)
    cart = phone.cart()
    phone.order(cart)
    server.time.pass_by(REQUEST_LAPSES + 1)
    till.offset = REQUEST_LAPSES + 1
    assert phone.state(cart["id"]) == "lapsed"
    assert till.publish(verdicts=[verdict(cart["id"])]).status_code == 200
    assert phone.state(cart["id"]) == "accepted"


def test_a_final_verdict_is_not_taken_back_by_an_older_one(till: WireTill) -> None:
    phone = phone_at(till)
    cart = phone.cart()
    phone.order(cart)
    for state in ("held", "accepted", "held"):
        till.publish(verdicts=[verdict(cart["id"], state)])
    assert phone.state(cart["id"]) == "accepted"
    assert till.publish(verdicts=[verdict(cart["id"], "eaten")]).json()["code"] == "unreadable"
    assert till.feed().json()["items"] == []


def test_a_verdict_that_a_later_one_has_overtaken_on_its_way_changes_nothing(
    server: ServerHere, till: WireTill
) -> None:
    """The network kept it back: the till had said it before the order was let go unpaid."""
    phone = phone_at(till)
    cart = phone.cart()
    phone.order(cart)
    let_go = {**verdict(cart["id"], "refused"), "code": "pay_first_over", "change": 1}
    for one in (verdict(cart["id"]), let_go, verdict(cart["id"])):
        assert till.publish(verdicts=[one]).status_code == 200
    assert phone.state(cart["id"]) == "refused"
    server.close()
    again = ServerHere(server.folder)
    try:
        till.url, phone.base = again.url, phone.base.replace(server.url, again.url)
        assert phone.state(cart["id"]) == "refused"
        till.publish(verdicts=[{**verdict(cart["id"]), "change": 2}])  # another history was paid for it
        assert phone.state(cart["id"]) == "accepted"
    finally:
        again.close()


def test_a_phone_hears_the_verdict_at_once(till: WireTill) -> None:
    phone = phone_at(till)
    cart = phone.cart()
    phone.order(cart)
    till.feed()
    now = phone.session.get(f"{phone.base}/now", params={"phone": phone.id}).json()
    heard: list[float] = []

    def listen() -> None:
        asked = {"phone": phone.id, "known": now["tag"], "wait": "20"}
        answer = phone.session.get(f"{phone.base}/now", params=asked).json()
        assert answer["requests"][0]["state"] == "accepted", answer
        heard.append(time.monotonic())

    listening = threading.Thread(target=listen)
    listening.start()
    time.sleep(0.3)
    told = time.monotonic()
    till.publish(verdicts=[verdict(cart["id"])])
    listening.join()
    assert heard[0] - told < 2


def test_nothing_is_kept_while_the_store_is_away(server: ServerHere, till: WireTill) -> None:
    phone = phone_at(till)
    server.time.pass_by(10_000)
    no = phone.order()
    assert (no.status_code, no.json()["code"]) == (503, "store_away")
    assert server.database.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM requests").scalar()) == 0
    till.offset = 10_000
    till.feed()
    assert phone.order().status_code == 202


def test_an_order_kept_before_the_store_went_away_is_answered(server: ServerHere, till: WireTill) -> None:
    phone = phone_at(till)
    cart = phone.cart()
    phone.order(cart)
    server.time.pass_by(10_000)
    assert phone.order(cart).json()["id"] == cart["id"]


def test_a_till_that_waits_is_connected_and_one_that_hung_up_is_not(
    server: ServerHere, till: WireTill
) -> None:
    relay = server.server.relay
    code = till.code("A1")
    waiting = threading.Thread(target=lambda: till.feed(wait=4))
    waiting.start()
    wait_for(lambda: relay.front(till.store).feeds == 1)
    server.time.pass_by(60_000)
    assert relay.table(code).connected
    waiting.join()
    assert relay.table(code).connected
    server.time.pass_by(3_001)
    assert not relay.table(code).connected


def test_an_order_is_not_handed_to_a_till_that_hung_up(server: ServerHere, till: WireTill) -> None:
    with pytest.raises(OSError, match="timed out"):
        till.session.get(
            f"{till.url}/v1/feed?after=:0&wait=20",
            headers=till.headers("GET", "/v1/feed?after=:0&wait=20", b""),
            timeout=0.5,
        )
    front = server.server.relay.front(till.store)
    wait_for(lambda: front.feeds == 0)
    phone = phone_at(till)
    cart = phone.cart()
    phone.order(cart)
    time.sleep(0.2)
    assert phone.state(cart["id"]) == "received"


def test_a_call_reaches_the_till_and_is_not_repeated_later(server: ServerHere, till: WireTill) -> None:
    phone = phone_at(till)
    asked = {"what": "waiter", "phone": phone.id, "opening": ""}
    assert phone.session.post(f"{phone.base}/call", json=asked).status_code == 202
    item = till.feed().json()["items"][0]
    assert (item["kind"], item["body"]) == ("call", {"table": "A1", **asked})
    server.time.pass_by(REQUEST_LAPSES + 1)
    till.offset = REQUEST_LAPSES + 1
    assert till.feed().json()["items"] == []


def test_requests_and_publications_outlive_the_process(server: ServerHere, till: WireTill) -> None:
    phone = phone_at(till)
    cart = phone.cart()
    phone.order(cart)
    before = server.server.relay.table(till.code("A1"))
    server.close()
    again = ServerHere(server.folder)
    try:
        now = again.server.relay.table(till.code("A1"))
        assert (now.menu, now.rules, now.floor) == (before.menu, before.rules, before.floor)
        assert not now.connected
        till.url = phone.base = again.url
        found = till.feed().json()
        assert [item["body"]["id"] for item in found["items"]] == [cart["id"]]
    finally:
        again.close()


def test_a_code_of_no_table_is_unknown(server: ServerHere, till: WireTill) -> None:
    assert WirePhone(till.url, "nowhere").order().status_code == 404
    with pytest.raises(Refused, match="table_unknown"):
        server.server.relay.tag("nowhere")


def test_a_server_that_went_back_is_asked_from_the_beginning(server: ServerHere) -> None:
    """A position that this copy never gave out: it would skip what phones ask until it gets there again."""
    till = server.store()
    epoch = till.feed().json()["epoch"]
    assert till.feed(f"{epoch}:0").status_code == 200
    no = till.feed(f"{epoch}:7")
    assert (no.status_code, no.json()) == (409, {"code": "epoch", "facts": {"epoch": epoch}})
