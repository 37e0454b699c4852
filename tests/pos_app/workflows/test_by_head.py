"""Tea, pot base and tableware by head 必点: follows guests, is cooked once and agrees with the bill."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.floor.seen import see_table
from domain.money.fees import PerHead
from domain.record.plain import to_plain
from domain.selling.by_head import head_lines
from domain.selling.price import Rules
from domain.selling.printing import PrintJob
from pos_app.workflows.approving import Approver
from tests.pos_app.shop import TOFU, Shop

TEA = PerHead("tea", {"zh-Hans": "茶位", "en": "Tea"}, 300)
POT = PerHead("pot", {"zh-Hans": "锅底", "en": "Pot base"}, 1_200, station="kitchen")


@pytest.fixture
def teahouse(shop: Shop) -> Shop:
    """The demo restaurant, which charges tea and a pot base by head and no cover."""
    shop.publish("rules", cover=0, heads=to_plain((TEA, POT)))
    return shop


def heads(shop: Shop, table: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in shop.opening(table).bill_lines:
        if line.line.by_head:
            found[line.line.by_head] = found.get(line.line.by_head, 0) + line.line.quantity // 1000
    return found


def tickets(shop: Shop, kind: str) -> int:
    return sum(job.kind == kind for job in shop.rows(PrintJob))


def test_guests_sit_down_and_more_come_and_some_go(teahouse: Shop) -> None:
    shop = teahouse
    opening = shop.open("A1", 4)
    assert heads(shop, "A1") == {"tea": 4, "pot": 4}
    assert shop.opening("A1").bill.total == 4 * 1_500
    assert shop.state("A1") == "seated"  # nobody has ordered
    assert tickets(shop, "kitchen") == 1  # the pot; nobody makes the tea
    shop.till.set_guests(opening, 6, "zhou").result()
    assert heads(shop, "A1") == {"tea": 6, "pot": 6}
    assert tickets(shop, "kitchen") == 2  # two pots more, not six again
    shop.till.set_guests(opening, 3, "zhou").result()
    assert heads(shop, "A1") == {"tea": 3, "pot": 3}
    shop.till.set_guests(opening, 3, "zhou").result()
    shop.send("A1", TOFU)
    assert shop.opening("A1").orders[-1].round == 1
    assert shop.pay("A1").receipt == 1
    assert shop.rebuilt().different == ()


@given(st.lists(st.integers(1, 20), min_size=1, max_size=6))
def test_lines_are_for_just_so_many(counts: list[int]) -> None:
    rules = Rules(heads=(TEA, POT))
    for guests in counts:
        assert sum(line.amount for line in head_lines(rules, guests)) == guests * 1_500
    assert head_lines(rules, 0) == ()


def test_waived_by_right_with_a_reason_and_not_taken_off_again(teahouse: Shop) -> None:
    shop = teahouse
    opening = shop.open("A1", 2)
    with pytest.raises(Refused) as no:
        shop.till.by_head.waive(opening, "regular", "chen", shop.time.new_id()).result()
    assert no.value.code == "approval_needed"
    act = shop.time.new_id()
    for _ in range(2):  # asked twice
        shop.till.by_head.waive(opening, "regular", "zhou", act).result()
    assert heads(shop, "A1") == {}
    assert {event["reason"] for event in shop.events("line.voided")} == {"regular"}
    with pytest.raises(Refused) as no:
        shop.till.by_head.waive(opening, "regular", "zhou", shop.time.new_id()).result()
    assert no.value.code == "nothing_by_head"
    shop.till.set_guests(opening, 1, "zhou").result()  # fewer: nothing is left to take off
    assert shop.opening("A1").due == 0
    shop.till.set_guests(opening, 2, "zhou").result()
    assert heads(shop, "A1") == {"tea": 1, "pot": 1}  # who comes now is charged


def test_a_table_opened_by_mistake_is_cleared_once_waived(teahouse: Shop) -> None:
    shop = teahouse
    opening = shop.open("A1", 2)
    with pytest.raises(Refused) as no:
        shop.till.clear_table(opening, "zhou").result()
    assert no.value.code == "table_unpaid"
    shop.till.by_head.waive(opening, "wrong_table", "zhou", shop.time.new_id()).result()
    shop.till.clear_table(opening, "zhou").result()
    assert shop.state("A1") in ("free", "clean")


def test_fewer_guests_are_as_good_as_a_void_once_something_was_ordered(teahouse: Shop) -> None:
    shop = teahouse
    opening = shop.open("A1", 4)
    shop.till.set_guests(opening, 3, "chen").result()  # one tap too many; nobody has ordered
    shop.send("A1", TOFU)
    shop.till.set_guests(opening, 5, "chen").result()  # more may come at any time
    with pytest.raises(Refused, match="approval_needed"):  # a waiter voids nothing
        shop.till.set_guests(opening, 4, "chen").result()
    assert heads(shop, "A1") == {"tea": 5, "pot": 5}
    with pytest.raises(Refused, match="wrong_pin"):
        shop.till.set_guests(opening, 4, "chen", Approver("wang", "0000")).result()
    shop.till.set_guests(opening, 4, "chen", Approver("wang", "8888")).result()
    assert heads(shop, "A1") == {"tea": 4, "pot": 4}
    assert [event.get("approved") for event in shop.events("opening.guests")][-1] == "wang"
    shop.till.set_guests(opening, 1, "zhou").result()  # three times ¥15: within what she voids alone
    agreed = [event["approved"] for event in shop.events("line.voided") if event["reason"] == "fewer_guests"]
    assert agreed[-1] == "zhou" and shop.rebuilt().different == ()


def test_fewer_need_somebody_once_the_guests_have_seen_the_bill(teahouse: Shop) -> None:
    shop = teahouse
    opening = shop.open("A1", 4)
    shop.till.bills.show_bill(opening, "zhou", shop.time.new_id()).result()
    with pytest.raises(Refused, match="approval_needed"):
        shop.till.set_guests(opening, 3, "chen").result()
    shop.till.set_guests(opening, 3, "zhou").result()


def test_joined_and_split_it_goes_along_and_agrees(teahouse: Shop) -> None:
    shop = teahouse
    first, second = shop.open("A1", 2), shop.open("A2", 3)
    shop.till.tables.join(first, second, "chen").result()
    assert heads(shop, "A1") == {"tea": 5, "pot": 5}
    shop.till.set_guests(first, 4, "zhou").result()
    assert heads(shop, "A1") == {"tea": 4, "pot": 4}
    shop.send("A1", TOFU)
    whole = shop.opening("A1").bill.total
    tea = next(line.id for line in shop.opening("A1").bill_lines if line.line.by_head == "tea")
    shop.till.bills.split(first, "", {tea: 1_000}, 1, "zhou", shop.time.new_id()).result()
    assert sum(one.figures.total for one in shop.opening("A1").bills) == whole
    assert shop.rebuilt().different == ()


def test_a_phone_opens_a_table_and_reads_what_is_charged_by_head(teahouse: Shop) -> None:
    phone = teahouse.phone("A1")
    assert phone.order(TOFU, guests=3).state == "accepted"
    assert heads(teahouse, "A1") == {"tea": 3, "pot": 3}
    seen = teahouse.read(lambda tables: see_table(tables, "A1")).opening
    assert seen is not None
    assert [(order.round, order.guest) for order in seen.orders] == [(0, 0), (1, 1)]
