"""The till is killed while a round is being put together: what was tapped is there again, and sent once."""

from PySide6.QtCore import Qt

from domain.selling.order import CartLine
from pos_app.screens.desk import Desk
from pos_app.screens.main_window import MainWindow
from pos_app.workflows.drafts import NAME
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand, reopened


def saved(evening: Evening) -> dict[str, object]:
    """What the file holds once the writer has done all that waited."""
    return dict(evening.parts.writer.submit(lambda: evening.parts.book.local(NAME)).result() or {})


def lines(desk: Desk, opening: str) -> list[CartLine]:
    return [entry.line for entry in desk.cart(opening)]


def test_what_was_tapped_before_a_kill_is_there_again_and_is_sent_once(
    hand: Hand, evening: Evening, window: MainWindow
) -> None:
    opening = evening.open("A6", 4)
    evening.settle()
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    hand.dish("Mapo tofu")
    hand.dish("Kung pao chicken")
    request = hand.window.desk.cart(opening).request
    hand.wait(lambda: request in str(saved(evening)))

    again = reopened(evening, window)
    assert lines(again, opening) == lines(hand.window.desk, opening)
    assert again.cart(opening).request == request
    hand.key(Qt.Key.Key_F9)  # it was on its way when the light went out, and it did arrive
    hand.wait(lambda: bool(evening.till.view.openings[opening].orders))
    late = again.cart(opening).send()
    evening.till.send_to_kitchen(opening, late.lines, late.remark, "zhou", late.request).result()
    assert len(evening.till.view.openings[opening].orders) == 1
    again.close()


def test_a_round_that_the_kitchen_has_does_not_come_back(
    hand: Hand, evening: Evening, window: MainWindow
) -> None:
    opening = evening.open("A6", 4)
    evening.settle()
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    kept = hand.window.desk.cart(opening).draft()
    hand.wait(lambda: kept.request in str(saved(evening)))
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: saved(evening) == {})
    evening.till.drafts.keep({opening: kept})  # killed between the journal and the draft
    hand.wait(lambda: kept.request in str(saved(evening)))
    again = reopened(evening, window)
    assert lines(again, opening) == []
    again.close()


def test_a_draft_of_a_table_that_is_gone_or_of_another_release_is_nothing(
    evening: Evening, window: MainWindow
) -> None:
    evening.parts.writer.submit(lambda: evening.parts.book.set_local(NAME, {"A": 7})).result()
    assert evening.till.drafts.load() == {}
    plain = {"gone": {"request": "r", "lines": [{"dish": dish("cola").dish, "spec": "one"}]}}
    evening.parts.writer.submit(lambda: evening.parts.book.set_local(NAME, plain)).result()
    assert set(evening.till.drafts.load()) == {"gone"}
    again = reopened(evening, window)
    assert again.carts == {}
    again.close()
