"""Money goes back once, by the tender it came by, never more of it than was paid; drawer and day agree."""

from collections.abc import Mapping
from contextlib import closing

import pytest

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from domain.money.day_figures import figures_of
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Back, Refund
from domain.money.shifts import Shift
from domain.money.takings import drawer_of
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.workflows.approving import Approver
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from sync_server.workflows.reporting import Reporting
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, ZONE, Shop, scratch
from tests.pos_app.workflows.test_thousand_carts import journal_of
from tests.sync_server.running import ServerHere

FORM = SlipForm(Width.MM_80, "en", None)
NO_LINES: Mapping[str, int] = {}
WANG = Approver("wang", "8888")


def give_back(
    shop: Shop,
    opening: str,
    amount: int,
    lines: Mapping[str, int] = NO_LINES,
    act: str = "",
    by: str = "wang",
) -> tuple[Back, ...]:
    done = shop.till.money.refund(opening, amount, lines, True, "complaint", by, act or shop.time.new_id())
    return done.result()


def paid_table(shop: Shop) -> str:
    """Fish, rice and beer, 30.00 by WeChat and the rest in cash."""
    shop.phone("A1").order(FISH, RICE, BEER)
    shop.pay("A1", 3_000, "wechat")
    shop.time.later(minutes=1)
    shop.pay("A1")
    return shop.opening("A1").opening.id


def test_a_dish_goes_back_with_its_share_of_everything(shop: Shop) -> None:
    opening = paid_table(shop)
    bill = shop.till.money.settled_bill(opening, "zhou").result()
    fish = next(line for line in bill.lines if line.names["en"].startswith("Boiled fish"))
    back = give_back(shop, opening, 0, {fish.id: fish.quantity})
    assert sum(one.amount for one in back) == fish.total
    left = shop.till.money.settled_bill(opening, "zhou").result()
    assert left.left == bill.left - fish.total
    with pytest.raises(Refused) as no:
        give_back(shop, opening, 0, {fish.id: 1_000})
    assert no.value.code == "bad_quantity"


def test_all_dishes_and_the_cover_are_the_whole_bill_to_the_last_fen(shop: Shop) -> None:
    shop.publish("rules", service=333, packing=0, rounding=10)
    opening = paid_table(shop)
    bill = shop.till.money.settled_bill(opening, "zhou").result()
    for line in bill.lines:
        for _portion in range(line.quantity // 1_000):
            give_back(shop, opening, 0, {line.id: 1_000})
    left = shop.till.money.settled_bill(opening, "zhou").result().left
    assert left == bill.left - sum(line.total for line in bill.lines) > 0
    give_back(shop, opening, left)
    assert shop.till.money.settled_bill(opening, "zhou").result().left == 0


@pytest.mark.parametrize("then", [{"service": 333, "rounding": 10}, {"tax": 900, "tax_inclusive": False}])
def test_a_dish_goes_back_by_the_rules_of_its_own_evening(shop: Shop, then: dict[str, object]) -> None:
    shop.publish("rules", **then)
    opening = paid_table(shop)
    bill = shop.till.money.settled_bill(opening, "zhou").result()
    now = {"service": 1_000, "cover": 900, "tax": 0, "tax_inclusive": True, "rounding": 0, "promotions": []}
    shop.publish("rules", **now)
    after = shop.till.money.settled_bill(opening, "zhou").result()
    assert after.lines == bill.lines
    for line in bill.lines:
        back = give_back(shop, opening, 0, {line.id: line.quantity})
        assert sum(one.amount for one in back) == line.total
    assert shop.rebuilt().different == ()


def test_what_is_charged_for_a_dish_goes_back_where_nothing_is_shared_over_them(shop: Shop) -> None:
    shop.publish("rules", promotions=[])
    opening = paid_table(shop)
    (settled,) = shop.rows(Settlement)
    assert settled.bill["shares"] == []  # each bears what it costs: nothing is to be remembered
    shop.publish("rules", service=1_000)
    bill = shop.till.money.settled_bill(opening, "zhou").result()
    assert {line.id: line.total for line in bill.lines} == {
        row.id: row.charged for row in shop.rows(OrderLine, bill=opening)
    }


def test_money_goes_back_by_the_tender_that_came_last_first(shop: Shop) -> None:
    opening = paid_table(shop)
    cash = next(one for one in shop.rows(Payment) if one.tender == "cash")
    wechat = next(one for one in shop.rows(Payment) if one.tender == "wechat")
    assert give_back(shop, opening, cash.amount + 100) == (
        Back(cash.id, "cash", cash.amount),
        Back(wechat.id, "wechat", 100),
    )


def test_never_more_than_was_paid(shop: Shop) -> None:
    opening = paid_table(shop)
    total = shop.till.money.settled_bill(opening, "zhou").result().left
    give_back(shop, opening, total - 1)
    for wrong in (2, total, 0, -1):
        with pytest.raises(Refused) as no:
            give_back(shop, opening, wrong)
        assert no.value.code == "refund_too_much"
    assert sum(one.amount for one in shop.rows(Refund)) == total - 1


def test_the_same_request_twice_gives_back_once(shop: Shop) -> None:
    opening, act = paid_table(shop), shop.time.new_id()
    first = give_back(shop, opening, 500, act=act)
    assert give_back(shop, opening, 500, act=act) == first
    assert [one.amount for one in shop.rows(Refund)] == [500]


def test_an_open_bill_has_nothing_to_give_back(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    with pytest.raises(Refused) as no:
        give_back(shop, shop.opening("A1").opening.id, 100)
    assert no.value.code == "refund_unpaid"


def test_a_cashier_needs_somebody_who_may(shop: Shop) -> None:
    opening = paid_table(shop)
    with pytest.raises(Refused) as no:
        give_back(shop, opening, 500, by="zhou")
    assert no.value.code == "approval_needed"
    verb = shop.till.money.refund(opening, 500, {}, True, "complaint", "zhou", shop.time.new_id(), WANG)
    verb.result()
    act = shop.rows(Adjustment)[0]
    assert (act.kind, act.amount, act.by, act.approved) == ("payment.refunded", 500, "zhou", "wang")


def test_drawer_and_day_are_without_what_went_back(shop: Shop) -> None:
    shop.till.shifts.open(shop.time.new_id(), 10_000, {}, "zhou").result()
    opening = paid_table(shop)

    def expected() -> int:
        shift = shop.rows(Shift)[0]
        return shop.read(lambda tables: drawer_of(tables, shift).expected)

    before, figures = expected(), shop.read(lambda tables: figures_of(tables, "2026-11-23", ZONE))
    give_back(shop, opening, 700)
    after = shop.read(lambda tables: figures_of(tables, "2026-11-23", ZONE))
    assert expected() == before - 700
    assert after.takings == figures.takings - 700 == sum(one.amount for one in after.tenders)
    assert sum(part.amount for part in after.parts) == after.takings
    assert sum(hour.amount for hour in after.hours) == after.takings
    assert after.refunds == 700
    assert shop.rebuilt().different == ()


def test_what_was_paid_too_much_goes_back_without_touching_takings(shop: Shop) -> None:
    """A dish came off after a part payment: the guest is owed the rest, which was never takings."""
    shop.phone("A1").order(FISH, TOFU)
    view = shop.opening("A1")
    shop.pay("A1", view.due - 100)
    fish = next(line for order in view.orders for line in order.lines if line.line.dish == "boiled-fish")
    shop.till.bills.void_line(fish.id, 1_000, False, "bad_dish", "wang", shop.time.new_id()).result()
    opening = shop.opening("A1").opening.id
    before = shop.read(lambda tables: figures_of(tables, "2026-11-23", ZONE))
    owed = -shop.opening("A1").due
    give_back(shop, opening, owed)
    after = shop.read(lambda tables: figures_of(tables, "2026-11-23", ZONE))
    assert owed > 0 and after.takings == before.takings == sum(one.amount for one in after.tenders)


def test_the_slip_says_what_went_back_and_how(shop: Shop) -> None:
    opening = paid_table(shop)
    bill = shop.till.money.settled_bill(opening, "zhou").result()
    beer = next(line for line in bill.lines if line.quantity == 1_000 and line.total < 2_000)
    give_back(shop, opening, 0, {beer.id: 1_000})
    job = shop.rows(PrintJob, kind="refund")[0]
    text = read_paper(encode(shop.read(lambda tables: ticket_for(tables, job, FORM, shop.time.at)))).text
    for words in ("Refund", beer.names["en"], "Given back", "Cash", "Complaint"):
        assert words in text


def test_the_owner_sees_the_same_day_without_what_went_back(shop: Shop) -> None:
    opening = paid_table(shop)
    give_back(shop, opening, 700)
    identity = shop.read_document("store")
    till_day = shop.read(lambda tables: figures_of(tables, "2026-11-23", ZONE))
    with scratch() as folder, closing(ServerHere(folder)) as server:
        till = server.till(**{name: identity[name] for name in ("brand", "store", "device")})
        assert till.send("01" * 16, journal_of(shop)).json()["refused"] == []
        server.folded()
        day = Reporting(server.database, server.time.clock).day(till.store, "2026-11-23", ZONE)
    assert day.figures.refunded == 700
    assert (day.figures.receivable, day.figures.takings) == (till_day.receivable, till_day.takings)
    assert sum(one.amount for one in day.tenders) == till_day.takings
    assert sum(amount for _hour, amount in day.hours) == till_day.takings


def test_a_wrong_tender_is_changed_while_the_shift_is_open(shop: Shop) -> None:
    shift = shop.time.new_id()
    shop.till.shifts.open(shift, 10_000, {}, "zhou").result()
    opening = paid_table(shop)
    cash = next(one for one in shop.rows(Payment, bill=opening) if one.tender == "cash")
    act = shop.time.new_id()
    for _twice in range(2):
        shop.till.money.change_tender(cash.id, "card", "wrong_tender", "zhou", act).result()
    row = shop.rows(Shift)[0]
    assert shop.read(lambda tables: drawer_of(tables, row).expected) == 10_000
    assert shop.rows(Payment, id=cash.id)[0].tender == "card"
    assert [one.kind for one in shop.rows(Adjustment)] == ["payment.changed"]
    day = shop.read(lambda tables: figures_of(tables, "2026-11-23", ZONE))
    assert {one.id for one in day.tenders} == {"card", "wechat"}
    assert shop.rebuilt().different == ()


def test_what_is_counted_and_handed_over_keeps_its_tender(shop: Shop) -> None:
    shift = shop.time.new_id()
    shop.till.shifts.open(shift, 10_000, {}, "zhou").result()
    opening = paid_table(shop)
    cash = next(one for one in shop.rows(Payment, bill=opening) if one.tender == "cash")
    shop.till.shifts.count(shift, 10_000 + cash.amount, {}, "zhou").result()
    shop.till.shifts.hand_over(shift, "", 0, False, "zhou").result()
    with pytest.raises(Refused) as no:
        shop.till.money.change_tender(cash.id, "card", "wrong_tender", "wang", shop.time.new_id()).result()
    assert no.value.code == "tender_fixed"


def test_the_z_has_a_word_for_every_part_of_a_day_with_fees_and_a_refund(shop: Shop) -> None:
    shop.publish("rules", service=333, packing=100, minimum=50_000, region="HK", rounding=10)
    opening = paid_table(shop)
    give_back(shop, opening, 700)
    shop.till.shifts.close_day(shop.time.new_id(), {}, True, "wang").result()
    job = shop.rows(PrintJob, kind="day")[0]
    text = read_paper(encode(shop.read(lambda tables: ticket_for(tables, job, FORM, shop.time.at)))).text
    figures = shop.read(lambda tables: figures_of(tables, "2026-11-23", ZONE))
    assert {part.name for part in figures.parts} >= {"refunded", "minimum", "service", "cover"}
    for words in ("Refunds", "-7.00", "Up to the minimum spend", "Service charge"):
        assert words in text
