"""The unsent round: what is in it, and under which id it is sent."""

from itertools import count

from domain.selling.order import CartLine
from pos_app.models.cart import Cart

TOFU = CartLine("mapo-tofu", "one")
RICE = CartLine("steamed-rice", "one")


def cart() -> Cart:
    ids = count(1)
    return Cart(lambda: f"id-{next(ids)}")


def test_the_same_dish_grows_and_another_remark_stands_apart() -> None:
    made = cart()
    first = made.add(TOFU)
    assert made.add(TOFU) == first
    other = made.add(CartLine("mapo-tofu", "one", remark="less oil"))
    assert other != first
    assert [entry.line.quantity for entry in made] == [2000, 1000]
    assert made.count("mapo-tofu") == 3000


def test_stepping_to_nothing_removes() -> None:
    made = cart()
    key = made.add(TOFU)
    made.step(key, 1)
    made.step(key, -2)
    assert len(made) == 0
    made.step(key, 1)
    assert len(made) == 0


def test_a_changed_round_is_another_request() -> None:
    made = cart()
    made.add(TOFU)
    before = made.request
    made.add(RICE)
    assert made.request != before


def test_a_round_given_back_keeps_its_id_so_that_it_orders_once() -> None:
    made = cart()
    made.add(TOFU)
    sent = made.send()
    assert len(made) == 0
    assert made.count("mapo-tofu") == 1000  # still seen while it is on its way
    made.give_back()
    assert made.request == sent.request
    assert made.entries() == sent.entries


def test_dishes_tapped_meanwhile_make_another_round() -> None:
    made = cart()
    made.add(TOFU)
    sent = made.send()
    made.add(RICE)
    made.give_back()
    assert made.request != sent.request
    assert [entry.line.dish for entry in made] == ["mapo-tofu", "steamed-rice"]


def test_once_the_kitchen_has_it_the_round_is_gone() -> None:
    made = cart()
    made.add(TOFU)
    made.sent(made.send().request)
    assert made.entries() == ()


def test_each_change_of_the_round_can_be_taken_back() -> None:
    made = cart()
    states = [made.draft().lines]
    tofu = made.add(TOFU)
    states.append(made.draft().lines)
    made.add(RICE)
    states.append(made.draft().lines)
    made.step(tofu, 2)
    states.append(made.draft().lines)
    made.hold()
    states.append(made.draft().lines)
    made.remove(tofu)
    requests = {made.request}
    while states:
        assert made.changed
        made.undo()
        assert made.draft().lines == states.pop()
        requests.add(made.request)
    assert not made.changed
    assert len(requests) == 6  # an id never stands for two contents


def test_no_undo_brings_back_what_the_kitchen_has_or_what_was_parked() -> None:
    made = cart()
    made.add(TOFU)
    wave = made.send()
    assert not made.changed
    made.sent(wave.request)
    made.add(RICE)
    made.clear()
    made.undo()
    assert not made.draft().lines


def test_a_round_given_back_is_not_undone_into_two() -> None:
    made = cart()
    made.add(TOFU)
    sent = made.send()
    made.add(RICE)
    made.give_back()
    made.undo()
    assert made.draft().lines == (TOFU, RICE)
    assert made.request != sent.request
