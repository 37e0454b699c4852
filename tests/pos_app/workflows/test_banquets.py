"""宴席: one order over many tables on one bill; tables come and go, bottles come back, the sum is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.adjustments import Adjustment
from domain.money.day_figures import figures_of
from domain.money.payments import Settlement
from domain.record.fold import apply
from domain.record.tables import MemoryTables
from domain.selling.banquets import Banquet, TableChange
from domain.selling.order import CartLine, Choice
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from domain.supply.counted import Counted
from pos_app.database.journal import all_events
from pos_app.workflows.book import Entry
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from tests.pos_app.desks import jobs, write
from tests.pos_app.shop import BEER, TOFU, ZONE, Shop, scratch
from tests.pos_app.wedding import PRICE, book, offer, wish
from tests.printers.evening import chinese
from tests.printers.test_golden_tickets import WIDE

ZHOU, WANG = "zhou", "wang"
TABLES = ("A1", "A2", "A3")


@pytest.fixture
def feast(shop: Shop) -> Iterator[Shop]:
    offer(shop)
    yield shop


def begin(shop: Shop, table: str = "A1", tables: int = 12, spare: int = 2, held: bool = True) -> str:
    opening = shop.open(table, 4)
    shop.till.banquets.begin(opening, shop.time.new_id(), wish(tables, spare, held), ZHOU).result()
    return opening


def more(shop: Shop, opening: str, tables: int = 1, spare: bool = False, act: str = "") -> None:
    shop.till.banquets.more(opening, tables, spare, ZHOU, act or shop.time.new_id()).result()


def fewer(shop: Shop, opening: str, tables: int = 1, cooked: bool = False) -> None:
    shop.till.banquets.fewer(opening, tables, cooked, "rain", WANG, shop.time.new_id()).result()


def paper(shop: Shop, job: PrintJob) -> str:
    ticket = shop.read(lambda tables: ticket_for(tables, job, chinese(WIDE), job.queued_at))
    return read_paper(encode(ticket)).text


def came_out(shop: Shop, job: str) -> None:
    """A ticket is on paper."""

    def work(entry: Entry) -> None:
        entry.record("print.started", {"job": job})
        entry.record("print.finished", {"job": job, "state": "confirmed"})

    write(shop, work)


def comes_out(shop: Shop, *kinds: str) -> list[str]:
    """All that waits comes out of the printers; what it says."""
    found = []
    for job in jobs(shop, open=1):
        if job.kind in kinds:
            found.append(paper(shop, job))
        came_out(shop, job.id)
    return found


def quantities(shop: Shop, table: str = "A1") -> dict[str, int]:
    lines = shop.opening(table).lines
    return {line.line.dish: line.line.quantity // 1000 for line in lines if line.line.quantity}


def test_a_banquet_is_one_bill_at_a_price_per_table_and_reserve_costs_nothing(feast: Shop) -> None:
    begin(feast)
    view = feast.opening("A1")
    assert view.bill.total == 12 * PRICE
    assert view.banquet is not None and (view.banquet.tables, view.banquet.spare) == (12, 2)
    assert quantities(feast) == {
        "wedding-set": 12,
        "smashed-cucumber": 12,
        "mapo-tofu": 12,
        "twice-cooked-pork": 12,
        "steamed-rice": 24,
    }
    assert len(view.held) == 4  # the set itself is nothing to cook
    assert feast.rebuilt().different == ()


def test_the_kitchen_gets_one_slip_for_all_tables_not_twelve(feast: Shop) -> None:
    begin(feast)
    (slip,) = comes_out(feast, "kitchen")
    assert "×12桌" in slip and "备2桌" in slip.replace(" ", "") and "12×" in slip and "麻婆豆腐" in slip
    assert "叫起" in slip


def test_a_table_more_or_fewer_is_one_slip_of_the_difference(feast: Shop) -> None:
    opening = begin(feast)
    comes_out(feast)
    more(feast, opening, spare=True)
    (slip,) = comes_out(feast, "banquet_tables")
    assert "+1桌" in slip and "备桌" in slip and "13桌" in slip.replace(" ", "")
    assert "麻婆豆腐" in slip and "12×" not in slip and "13×" not in slip
    fewer(feast, opening, 2)
    (slip,) = comes_out(feast, "banquet_tables", "cancel")
    assert "-2桌" in slip and "11桌" in slip.replace(" ", "")
    assert feast.opening("A1").bill.total == 11 * PRICE
    assert feast.rebuilt().different == ()


def test_a_slip_that_still_waits_comes_with_the_new_number_and_nothing_is_told_twice(feast: Shop) -> None:
    opening = begin(feast)
    more(feast, opening)
    assert comes_out(feast, "banquet_tables") == []
    (job,) = [job for job in jobs(feast) if job.kind == "kitchen"]
    assert "×13桌" in paper(feast, job)


def test_spare_tables_are_opened_one_by_one_until_none_is_left(feast: Shop) -> None:
    opening = begin(feast, spare=1)
    more(feast, opening, spare=True)
    with pytest.raises(Refused, match="banquet_no_spare"):
        more(feast, opening, spare=True)
    more(feast, opening)
    feast.till.banquets.reserve(opening, 3, ZHOU).result()
    (banquet,) = feast.rows(Banquet)
    assert (banquet.tables, banquet.spare, banquet.opened) == (14, 3, 1)
    assert {one.kind for one in feast.rows(TableChange)} == {"opened", "added"}
    assert feast.rebuilt().different == ()


def test_the_same_tap_twice_begins_and_adds_once(feast: Shop) -> None:
    opening, key, act = feast.open("A1", 4), feast.time.new_id(), feast.time.new_id()
    for _ in range(2):
        feast.till.banquets.begin(opening, key, wish(), ZHOU).result()
    for _ in range(2):
        more(feast, opening, act=act)
    assert feast.opening("A1").bill.total == 13 * PRICE
    with pytest.raises(Refused, match="banquet_there"):
        feast.till.banquets.begin(opening, feast.time.new_id(), wish(), ZHOU).result()


def test_fewer_tables_need_the_right_a_reason_and_one_stays(feast: Shop) -> None:
    opening = begin(feast, tables=2)
    verb = feast.till.banquets.fewer
    with pytest.raises(Refused, match="approval_needed"):
        verb(opening, 1, False, "rain", "chen", feast.time.new_id()).result()
    with pytest.raises(Refused, match="reason_missing"):
        verb(opening, 1, False, " ", WANG, feast.time.new_id()).result()
    with pytest.raises(Refused, match="banquet_tables"):
        verb(opening, 2, False, "rain", WANG, feast.time.new_id()).result()
    fewer(feast, opening)
    (kept,) = feast.rows(Adjustment)
    assert (kept.kind, kept.amount, kept.reason, kept.by) == ("banquet.tables", PRICE, "rain", WANG)


def test_a_table_that_comes_late_is_awaited_though_the_others_are_served(feast: Shop) -> None:
    opening = begin(feast, held=False)
    feast.till.serve(opening, [line.id for line in feast.opening("A1").lines], ZHOU).result()
    assert feast.state("A1") == "served"
    more(feast, opening)
    assert feast.state("A1") == "ordered"
    assert [line.line.dish for line in feast.opening("A1").lines if line.awaited] == [
        "smashed-cucumber",
        "mapo-tofu",
        "twice-cooked-pork",
        "steamed-rice",
    ]


def test_all_tables_are_started_together_and_by_course(feast: Shop) -> None:
    opening = begin(feast)
    comes_out(feast)
    feast.till.courses.start(opening, ZHOU, feast.time.new_id(), course=1).result()
    (slip,) = comes_out(feast, "fire")
    assert "×12桌" in slip and "冷菜" in slip and "12×" in slip and "麻婆豆腐" not in slip
    feast.till.courses.start(opening, ZHOU, feast.time.new_id()).result()
    (slip,) = comes_out(feast, "fire")
    assert "麻婆豆腐" in slip and "24×" in slip
    assert not feast.opening("A1").held
    more(feast, opening)  # what was begun is begun for the late table too
    assert not feast.opening("A1").held and "叫起 已起菜" in comes_out(feast, "banquet_tables")[0]


def test_a_dish_that_was_taken_off_for_all_does_not_come_back_with_a_table(feast: Shop) -> None:
    opening = begin(feast)
    tofu = next(line for line in feast.opening("A1").lines if line.line.dish == "mapo-tofu")
    void = feast.till.bills.void_line
    void(tofu.id, 12_000, False, "sold out", WANG, feast.time.new_id()).result()
    more(feast, opening)
    assert "mapo-tofu" not in quantities(feast) and quantities(feast)["wedding-set"] == 13


def test_stock_follows_the_tables_and_a_dish_that_does_not_suffice_refuses_them(feast: Shop) -> None:
    feast.till.supply.count("mapo-tofu", 13_000, WANG).result()
    opening = begin(feast)

    def left() -> int:
        return next(row.left for row in feast.rows(Counted) if row.item == "mapo-tofu")

    assert left() == 1_000
    more(feast, opening)
    with pytest.raises(Refused, match="sold_out"):
        more(feast, opening)
    fewer(feast, opening)
    assert left() == 1_000
    fewer(feast, opening, cooked=True)
    assert left() == 1_000  # it is waste


def test_a_price_agreed_with_the_host_needs_the_right_to_it(feast: Shop) -> None:
    opening = feast.open("A1", 4)
    verb = feast.till.banquets.begin
    with pytest.raises(Refused):
        verb(opening, feast.time.new_id(), wish(price=168_800), "chen").result()
    verb(opening, feast.time.new_id(), wish(price=168_800), WANG).result()
    assert feast.opening("A1").bill.total == 12 * 168_800


def test_each_table_has_the_dishes_that_were_chosen_and_its_drinks_which_go_with_it(feast: Shop) -> None:
    chosen = (Choice("cold", "smashed-cucumber"), *[Choice("hot", "mapo-tofu")] * 2)
    line = replace(wish().cart[0], choices=(*chosen, *[Choice("staple", "steamed-rice")] * 2))
    opening = feast.open("A1", 4)
    wanted = replace(wish(), cart=(line, CartLine("lager", "one", 2_000)))
    feast.till.banquets.begin(opening, feast.time.new_id(), wanted, ZHOU).result()
    counts = quantities(feast)
    assert (counts["mapo-tofu"], counts["lager"], "twice-cooked-pork" in counts) == (24, 24, False)
    assert feast.opening("A1").bill.total == 12 * (PRICE + 2_000)
    held = {one.line.dish for one in feast.opening("A1").held}
    assert "mapo-tofu" in held and "lager" not in held  # bottles wait for nobody
    lager = next(one for one in feast.opening("A1").lines if one.line.dish == "lager")
    feast.till.banquets.take_back(lager.id, 5_000, ZHOU, feast.time.new_id()).result()
    fewer(feast, opening)  # a table leaves, with what stood on it
    assert quantities(feast)["lager"] == 24 - 5 - 2
    more(feast, opening, 2)
    assert (quantities(feast)["lager"], quantities(feast)["mapo-tofu"]) == (21, 26)
    assert feast.opening("A1").bill.total == 13 * PRICE + 21 * 1_000
    assert feast.rebuilt().different == ()


def test_a_banquet_has_more_guests_than_any_table(feast: Shop) -> None:
    ordinary = feast.open("A2", 4)
    with pytest.raises(Refused, match="bad_guests"):
        feast.till.set_guests(ordinary, 100, ZHOU).result()
    opening = begin(feast)
    feast.till.set_guests(opening, 140, ZHOU).result()
    assert feast.opening("A1").opening.guests == 140
    with pytest.raises(Refused, match="bad_guests"):
        feast.till.set_guests(opening, 2_001, ZHOU).result()


def test_all_booked_tables_are_on_one_bill_and_a_phone_at_any_of_them_cannot_double_it(feast: Shop) -> None:
    booking, key = book(feast, *TABLES), feast.time.new_id()
    openings = {feast.till.banquets.arrive(booking, key, wish(3, 1), ZHOU).result() for _ in range(2)}
    (opening,) = openings
    feast.caught_up()
    heads = [row for row in feast.rows(Opening, live=1) if not row.into]
    assert [row.id for row in heads] == [opening] and heads[0].guests == 24
    assert all(feast.till.view.tables[table].state != "free" for table in TABLES)
    for table in TABLES:
        phone = feast.phone(table, f"phone-of-guest-{table}")
        assert phone.opening == opening
    request = feast.phone("A3", "phone-of-the-aunt").request(BEER)
    phone = feast.phone("A3", "phone-of-the-aunt")
    first, second = phone.send(request), phone.send(request)
    if first.state == "held":
        feast.till.admit(request.id, ZHOU).result()
    assert second.state == first.state
    view = feast.opening("A2")
    assert view.bill.total == 3 * PRICE + 1_000 and quantities(feast)["wedding-set"] == 3
    assert feast.rebuilt().different == ()


def test_if_one_of_its_tables_is_taken_nothing_of_the_banquet_begins(feast: Shop) -> None:
    booking = book(feast, *TABLES)
    feast.open("A3")
    with pytest.raises(Refused, match="table_taken"):
        feast.till.banquets.arrive(booking, feast.time.new_id(), wish(3), ZHOU).result()
    assert [row.table for row in feast.rows(Opening)] == ["A3"] and feast.rows(Banquet) == []


def test_bottles_that_come_back_unopened_are_not_charged_and_go_to_stock(feast: Shop) -> None:
    feast.till.supply.count("lager", 30_000, WANG).result()
    feast.open("A1")
    feast.send("A1", CartLine("lager", "one", 20_000), TOFU)
    lager, tofu = feast.opening("A1").lines
    act = feast.time.new_id()
    for _ in range(2):
        feast.till.banquets.take_back(lager.id, 6_000, ZHOU, act).result()
    with pytest.raises(Refused, match="not_sealed"):
        feast.till.banquets.take_back(tofu.id, 1_000, ZHOU, feast.time.new_id()).result()
    with pytest.raises(Refused, match="bad_quantity"):
        feast.till.banquets.take_back(lager.id, 15_000, ZHOU, feast.time.new_id()).result()
    with pytest.raises(Refused):
        feast.till.banquets.take_back(lager.id, 1_000, "liu", feast.time.new_id()).result()
    (row,) = [row for row in feast.rows(OrderLine) if row.dish == "lager"]
    assert (row.quantity, row.returned, row.voided, row.amount) == (14_000, 6_000, 0, 14_000)
    assert next(one.left for one in feast.rows(Counted) if one.item == "lager") == 16_000
    assert not [job for job in jobs(feast) if job.kind == "cancel"]
    assert feast.rebuilt().different == ()


def test_the_hosts_bill_lists_dishes_under_the_price_of_the_tables_and_bottles_by_what_was_drunk(
    feast: Shop,
) -> None:
    booking = book(feast, *TABLES)
    opening = feast.till.banquets.arrive(booking, feast.time.new_id(), wish(), ZHOU).result()
    feast.caught_up()
    more(feast, opening, spare=True)
    feast.send("A2", CartLine("lager", "one", 20_000))
    lager = next(line for line in feast.opening("A1").lines if line.line.dish == "lager")
    feast.till.banquets.take_back(lager.id, 6_000, ZHOU, feast.time.new_id()).result()
    total = 13 * PRICE + 14 * 1_000
    assert feast.opening("A1").bill.total == total
    feast.till.bills.show_bill(opening, ZHOU, feast.time.new_id()).result()
    (pre,) = [paper(feast, job) for job in jobs(feast) if job.kind == "prebill"]
    done = feast.till.bookings.use_deposit(booking, opening, ZHOU, feast.time.new_id()).result()
    assert done.due == total - 200_000
    more(feast, opening)  # also while the bill is partly paid
    fewer(feast, opening)
    feast.pay("A1", tender="wechat")
    (receipt,) = [paper(feast, job) for job in jobs(feast) if job.kind == "receipt"]
    for slip in (pre, receipt):
        assert "百年好合宴" in slip and "共 13 桌，含启用备桌 1 桌" in slip and "麻婆豆腐" in slip
        assert "发 20 退 6" in slip and "24,684.00" in slip and "24,544.00" in slip and "米饭 ×2" in slip
    assert "2,000.00" in receipt and "22,684.00" in receipt
    (settled,) = feast.rows(Settlement)
    day = feast.read(lambda tables: figures_of(tables, "2026-11-23", ZONE))
    assert settled.total == total == day.takings and day.deposits_held == 0
    with pytest.raises(Refused, match="opening_paid"):
        more(feast, opening)
    assert feast.rebuilt().different == ()


def test_a_banquet_lasts_over_a_restart(feast: Shop) -> None:
    opening = begin(feast)
    before = feast.opening("A1").banquet
    again = feast.again()
    assert again.opening("A1").banquet == before is not None
    more(again, opening)
    assert again.opening("A1").bill.total == 13 * PRICE
    again.close()


ACTS = st.sampled_from(("add", "open", "drop", "spare", "beer", "back", "void", "start", "serve"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(ACTS, st.integers(1, 4)), min_size=4, max_size=14))
def test_whatever_comes_and_goes_the_bill_is_the_sum_of_its_tables_and_bottles(
    acts: list[tuple[str, int]],
) -> None:
    with scratch() as folder:
        shop = Shop(folder / "store")
        try:
            _any_evening(shop, acts)
        finally:
            shop.close()


def _any_evening(shop: Shop, acts: list[tuple[str, int]]) -> None:
    """Against a model that only counts."""
    offer(shop)
    opening, tables, spare, out, back = begin(shop, tables=4), 4, 2, 0, 0
    for act, n in acts:
        lines = shop.opening("A1").lines
        beers = [line for line in lines if line.line.dish == "lager" and line.line.quantity]
        try:
            if act == "add":
                more(shop, opening, n)
                tables += n
            elif act == "open":
                more(shop, opening, n, spare=True)
                tables, spare = tables + n, spare - n
            elif act == "drop":
                fewer(shop, opening, n)
                tables -= n
            elif act == "spare":
                shop.till.banquets.reserve(opening, n, ZHOU).result()
                spare = n
            elif act == "beer":
                shop.send("A1", CartLine("lager", "one", n * 1_000))
                out += n
            elif act == "back" and beers:
                shop.till.banquets.take_back(beers[0].id, n * 1_000, ZHOU, shop.time.new_id()).result()
                back += n
            elif act == "start":
                shop.till.courses.start(opening, ZHOU, shop.time.new_id()).result()
            elif act == "serve":
                shop.till.serve(opening, [line.id for line in lines if line.awaited], ZHOU).result()
        except Refused:
            pass
        view = shop.opening("A1")
        assert view.banquet is not None
        assert (view.banquet.tables, view.banquet.spare) == (tables, spare)
        assert tables >= 1 and spare >= 0 and out >= back
        assert (
            view.bill.total
            == tables * PRICE + (out - back) * 1_000
            == sum(share.total for share in view.bill.lines)
        )
        counted = quantities(shop)
        assert [counted[dish] for dish in ("wedding-set", "mapo-tofu", "steamed-rice")] == [
            tables,
            tables,
            2 * tables,
        ]
    assert shop.rebuilt().different == ()


def test_a_change_of_tables_that_is_heard_twice_counts_once(feast: Shop) -> None:
    """As where two copies of a history come together."""
    opening = begin(feast)
    more(feast, opening)
    tables = MemoryTables()
    with feast.parts.database.transaction() as connection:
        for _, event in all_events(connection):
            for _again in range(1 + (event.kind == "banquet.tables")):
                apply(event, tables)
    (banquet,) = tables.where(Banquet)
    assert banquet.tables == 13
    assert sum(row.amount for row in tables.where(OrderLine)) == 13 * PRICE
