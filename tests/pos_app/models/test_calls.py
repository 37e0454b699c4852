"""What guests read on the call screen."""

from pos_app.models.counter import calls
from tests.pos_app.evening import Evening, dish


def test_one_screen_calls_dishes_and_tables(evening: Evening) -> None:
    till = evening.till
    order = till.counter.open(True, "zhou").result()
    till.send_to_kitchen(order, [dish("mapo-tofu")], "", "zhou", till.new_id()).result()
    for id, guests in (("q1", 2), ("q2", 2), ("q3", 2), ("q4", 6)):
        till.queue.join(id, guests, "zhou").result()
    evening.at("18:00")
    till.counter.call(order, "zhou").result()
    evening.at("18:05")
    till.queue.call("q1", "zhou").result()
    evening.settle()
    shown = calls(till.view, till.now())
    assert shown.called == ("A001", "001")  # the latest call first
    assert (shown.ready, shown.tables, shown.queue) == (("001",), ("A001",), ("A002", "C001"))
    assert shown.fresh == {"A001"}
    till.queue.pass_over("q1", "zhou").result()
    evening.settle()
    assert calls(till.view, till.now()).called == ("001",)
