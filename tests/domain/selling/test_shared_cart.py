"""One cart of a table: what phones do at once, late or twice comes to the same, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.selling.order import CartLine
from domain.selling.shared_cart import (
    LET,
    MOST_CHANGES,
    Change,
    SharedCart,
    contents,
    is_foreign,
    let_in_by,
    members,
    merge,
    name_of,
    order_of,
    send,
    take_up,
    wanted_by,
)

TOFU, RICE = CartLine("mapo-tofu", "one"), CartLine("steamed-rice", "one")
SEED = "5" * 32
LAN, WEI, JUN = (name_of(SEED, phone) for phone in ("lan", "wei", "jun"))
EMPTY = SharedCart(SEED, LAN)


def change(number: int, who: str, line: CartLine, portions: int, owner: str = "") -> Change:
    return Change(f"{number:032x}", who, line=line, owner=owner or who, by=portions * 1000)


def let(number: int, who: str, guest: str) -> Change:
    return Change(f"{number:032x}", who, LET, guest=guest)


def test_two_add_one_takes_off_and_nothing_is_overwritten() -> None:
    cart = take_up(EMPTY, [change(1, LAN, TOFU, 2), change(2, WEI, TOFU, 1), change(3, WEI, RICE, 3)])
    cart = take_up(cart, [change(4, WEI, TOFU, -1, owner=LAN)])
    assert contents(cart.log) == {(LAN, TOFU): 1000, (WEI, TOFU): 1000, (WEI, RICE): 3000}


def test_what_is_told_twice_is_done_once_also_after_the_cart_was_sent() -> None:
    added = change(1, LAN, TOFU, 2)
    cart = take_up(EMPTY, [added, added])
    assert contents(take_up(cart, [added]).log) == {(LAN, TOFU): 2000}
    sent = send(cart, [replace(TOFU, quantity=2000)], WEI)
    assert contents(take_up(sent, [added]).log) == {}


def test_who_wanted_what_is_known_of_what_is_sent_first_what_is_ones_own() -> None:
    cart = take_up(EMPTY, [change(1, LAN, TOFU, 1), change(2, WEI, TOFU, 1), change(3, JUN, RICE, 1)])
    asked = [RICE, TOFU, TOFU, replace(RICE, remark="hot")]
    assert wanted_by(cart, asked, LAN) == [(JUN,), (LAN,), (WEI,), ()]
    assert wanted_by(cart, asked, WEI) == [(JUN,), (WEI,), (LAN,), ()]
    assert wanted_by(cart, [replace(TOFU, quantity=2000)], LAN) == [(LAN, WEI)]


def test_letting_in_has_a_direction() -> None:
    lets = [(WEI, JUN), (LAN, WEI)]
    assert let_in_by([LAN], lets) == {LAN, WEI, JUN}
    assert let_in_by([WEI], lets) == {WEI, JUN}
    assert let_in_by([JUN], lets) == {JUN}
    assert let_in_by([WEI], [*lets, (WEI, LAN)]) == {LAN, WEI, JUN}


def test_who_was_let_in_stays_so_where_a_later_round_is_heard_of() -> None:
    early = take_up(EMPTY, [let(1, LAN, WEI), change(2, LAN, TOFU, 1), let(3, LAN, JUN)])
    later = send(take_up(EMPTY, [let(1, LAN, WEI), change(2, LAN, TOFU, 1)]), [TOFU], LAN)
    assert members(merge(early, later), [LAN]) == [LAN, WEI, JUN]


def test_what_two_take_off_at_once_does_not_swallow_what_is_added_later() -> None:
    cart = take_up(EMPTY, [change(1, LAN, TOFU, 1)])
    cart = take_up(cart, [change(2, LAN, TOFU, -1), change(3, WEI, TOFU, -1, owner=LAN)])
    assert contents(take_up(cart, [change(4, LAN, TOFU, 1)]).log) == {(LAN, TOFU): 1000}


@given(
    st.lists(st.tuples(st.sampled_from([LAN, WEI]), st.sampled_from([TOFU, RICE]), st.integers(1, 5))),
    st.data(),
)
def test_copies_that_met_different_servers_come_together(
    steps: list[tuple[str, CartLine, int]], data: st.DataObject
) -> None:
    changes = [change(number, *step) for number, step in enumerate(steps)]
    heard = [data.draw(st.booleans()) for _ in changes]
    one = take_up(EMPTY, [each for each, so in zip(changes, heard, strict=True) if so])
    other = take_up(EMPTY, changes[len(changes) // 2 :])
    whole = take_up(EMPTY, [each for each in changes if each in one.log or each in other.log])
    assert contents(merge(one, other).log) == contents(merge(other, one).log) == contents(whole.log)


def test_what_was_not_in_the_order_begins_the_next_round_and_its_id_follows_from_the_cart() -> None:
    cart = take_up(EMPTY, [change(1, LAN, TOFU, 2), let(2, LAN, WEI), change(3, WEI, RICE, 1)])
    following = send(cart, [TOFU, TOFU], WEI)
    assert contents(following.log) == {(WEI, RICE): 1000}
    assert (following.round, following.sender) == (2, WEI)
    assert order_of(following, 1) == order_of(cart) != order_of(following)
    assert members(following, ()) == [LAN, WEI]
    assert send(cart, [TOFU, TOFU], WEI) == following, "the same at another server"


def test_an_order_of_what_somebody_has_taken_off_meanwhile_comes_back() -> None:
    cart = take_up(EMPTY, [change(1, LAN, TOFU, 2), change(2, WEI, TOFU, -1, owner=LAN)])
    with pytest.raises(Refused) as no:
        send(cart, [replace(TOFU, quantity=2000)], LAN)
    assert no.value.code == "cart_changed"


def test_a_copy_of_an_earlier_round_brings_nothing_back() -> None:
    cart = take_up(EMPTY, [change(1, LAN, TOFU, 1)])
    sent = send(cart, [TOFU], LAN)
    assert merge(sent, cart) == sent
    assert merge(cart, sent).round == 2
    assert contents(merge(cart, sent).log) == {}


def test_who_shares_a_cart() -> None:
    cart = take_up(EMPTY, [let(1, LAN, WEI)])
    assert members(cart, ()) == [LAN, WEI]
    assert members(cart, [WEI]) == [WEI, LAN], "the till admitted the one that was let in: both are together"
    assert JUN not in members(cart, [LAN])
    assert not is_foreign(cart, [WEI])


def test_a_strangers_cart_is_foreign_once_the_till_has_admitted_a_guest() -> None:
    stranger = SharedCart(SEED, JUN)
    assert is_foreign(stranger, [LAN])
    assert members(stranger, [LAN]) == [LAN]
    assert not is_foreign(stranger, [])


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (change(1, LAN, replace(TOFU, weight=1), 1), "unreadable"),
        (change(1, LAN, replace(TOFU, price=1), 1), "unreadable"),
        (change(1, LAN, replace(TOFU, options=("x" * 90,) * 30), 1), "unreadable"),
        (change(1, LAN, replace(TOFU, remark="x" * 201), 1), "remark_too_long"),
        (change(1, LAN, TOFU, 0), "bad_quantity"),
        (change(1, LAN, TOFU, 1_000_000), "bad_quantity"),
        (replace(change(1, LAN, TOFU, 1), by=500), "bad_quantity"),
        (replace(change(1, LAN, TOFU, 1), id="short"), "unreadable"),
        (replace(change(1, LAN, TOFU, 1), who="x" * 13), "unreadable"),
        (replace(change(1, LAN, TOFU, 1), kind="clear"), "unreadable"),
        (Change("0" * 32, LAN), "unreadable"),
    ],
)
def test_what_no_page_says_is_refused(bad: Change, code: str) -> None:
    with pytest.raises(Refused) as no:
        take_up(EMPTY, [bad])
    assert no.value.code == code


def test_a_cart_is_bounded() -> None:
    full = take_up(EMPTY, [change(number, LAN, TOFU, 1) for number in range(MOST_CHANGES)])
    with pytest.raises(Refused, match="cart_full"):
        take_up(full, [change(9999, LAN, TOFU, 1)])
    with pytest.raises(Refused, match="cart_full"):
        take_up(EMPTY, [let(number, LAN, f"{number:012x}") for number in range(40)])
    with pytest.raises(Refused, match="cart_full"):
        take_up(EMPTY, [change(n, LAN, CartLine(f"dish{n}", "one"), 1) for n in range(120)])
