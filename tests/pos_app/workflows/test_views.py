"""What screens are shown: each change once it is durable, and no screen can spoil a sale."""

import logging
import threading

import pytest

from domain.errors import Refused
from pos_app.database.session import StorageError
from pos_app.workflows.views import TillView
from tests.pos_app.shop import CABBAGE, FISH, TOFU, Shop


def test_screens_hear_of_each_change_with_a_rising_version(shop: Shop) -> None:
    heard: list[TillView] = []
    stop = shop.till.listen(heard.append)
    shop.open("A1")
    shop.send("A1", TOFU)
    shop.caught_up()
    versions = [view.version for view in heard]
    assert versions == sorted(set(versions)) and len(versions) >= 2
    assert heard[-1].tables["A1"].state == "ordered"
    stop()
    shop.open("A2")
    shop.caught_up()
    assert heard[-1].tables["A2"].state == "free"


def test_a_screen_that_falls_over_does_not_make_a_payment_look_refused(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.phone("A1").order(TOFU)
    view = shop.opening("A1")

    def fall_over(view: TillView) -> None:
        raise RuntimeError("the window is gone")

    shop.till.listen(fall_over)
    heard: list[TillView] = []
    shop.till.listen(heard.append)
    with caplog.at_level(logging.ERROR):
        done = shop.till.take_payment(
            view.opening.id, "cash", view.due, view.version, False, "zhou", shop.time.new_id()
        ).result()
    assert done.receipt == 1
    assert heard[-1].tables["A1"].state == "paid"
    assert "a view could not be shown" in caplog.text


def test_a_disk_that_takes_nothing_refuses_in_words_and_changes_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shop.phone("A1").order(TOFU)
    view, events = shop.opening("A1"), len(shop.events())
    with monkeypatch.context() as full:

        def refuse(*_: object) -> None:
            raise StorageError("database or disk is full")

        full.setattr("pos_app.database.journal.append", refuse)
        with pytest.raises(Refused, match="cannot_save"):
            shop.pay("A1")
        with pytest.raises(Refused, match="cannot_save"):
            shop.send("A1", TOFU)
    assert len(shop.events()) == events
    assert shop.opening("A1") == view
    assert shop.pay("A1").receipt == 1
    assert "cannot be written" in caplog.text


def test_a_guest_is_news_until_there_is_newer(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(FISH)
    shop.call("A1", "waiter")
    phone.order(CABBAGE)
    shop.caught_up()
    news = [(one.kind, one.table, one.what) for one in shop.till.view.news]
    assert news == [("refused", "A1", "sold_out"), ("call", "A1", "waiter"), ("order", "A1", "")]
    order = shop.till.view.news[-1]
    assert (order.guest, order.dishes, order.amount) == (1, 1, 9_200)
    for _ in range(30):
        phone.order(CABBAGE)
    shop.caught_up()
    assert len(shop.till.view.news) == 20


def test_a_table_starts_to_wait_by_time_alone(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    assert shop.state("A1") == "ordered"
    shop.time.later(minutes=20)
    assert shop.till.view.tables["A1"].state == "ordered"
    shop.till.refresh()
    assert shop.till.view.tables["A1"].state == "waiting"


def test_many_verbs_at_once_are_done_one_after_the_other(shop: Shop) -> None:
    """Cashiers, phones and printers hand in work from their own threads; each gets its own answer."""
    shop.till.set_stock("mapo-tofu", 7_000, "he").result()
    opening = shop.open("A1")
    start, answers = threading.Barrier(10), list[str]()

    def sell() -> None:
        request = shop.till.new_id()
        start.wait(5)
        try:
            shop.till.send_to_kitchen(opening, [TOFU], "", "chen", request).result()
        except Refused as no:
            answers.append(no.code)
        else:
            answers.append("sent")

    threads = [threading.Thread(target=sell) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(answers) == ["sent"] * 7 + ["sold_out"] * 3
    assert [order.round for order in shop.opening("A1").orders] == list(range(1, 8))
    assert shop.rebuilt().different == ()
