"""预订: a table is kept, guests come or not; a deposit is owed to them and no takings until it pays."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.floor.booking import Booking, clashes
from domain.money.day_figures import DayFigures, figures_of
from domain.money.deposits import DepositMove, held_for
from domain.money.payments import Payment
from domain.money.shifts import live_shift
from domain.money.takings import drawer_of
from domain.selling.printing import PrintJob
from pos_app.database.state import SqlTables
from pos_app.workflows.booking import Wanted
from pos_app.workflows.sealing import Contact
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import TOFU, ZONE, Shop, at, scratch

ZHOU, WANG = "zhou", "wang"
LI = Contact("Li Na", "13900001234", "window")


def book(shop: Shop, *tables: str, clock: str = "2026-11-23T18:30", guests: int = 4) -> str:
    id = shop.time.new_id()
    shop.till.bookings.book(id, Wanted(at(clock), guests, tables, LI), ZHOU).result()
    return id


def deposit(shop: Shop, booking: str, amount: int, tender: str = "cash") -> None:
    shop.till.bookings.take_deposit(shop.time.new_id(), booking, tender, amount, ZHOU).result()


def figures(shop: Shop, date: str = "2026-11-23") -> DayFigures:
    return shop.read(lambda tables: figures_of(tables, date, ZONE))


def moved(shop: Shop, date: str = "2026-11-23") -> dict[str, int]:
    return {one.name: one.amount for one in figures(shop, date).deposits}


def drawer(shop: Shop) -> int:
    def look(tables: object) -> int:
        shift = live_shift(tables)  # type: ignore[arg-type]
        assert shift is not None
        return drawer_of(tables, shift).expected  # type: ignore[arg-type]

    return shop.read(look)


def looked(shop: Shop, table: str) -> tuple[str, str]:
    shop.caught_up()
    shop.till.refresh()
    view = shop.till.view.tables[table]
    return view.state, view.booking


def test_a_table_is_kept_from_half_an_hour_before_until_the_guests_are_here(shop: Shop) -> None:
    booking = book(shop, "A1")
    assert looked(shop, "A1") == ("free", "")
    shop.time.at = at("2026-11-23T18:00")
    assert looked(shop, "A1") == ("reserved", booking)
    opening = shop.till.bookings.arrive(booking, "A1", ZHOU).result()
    assert shop.till.bookings.arrive(booking, "A1", ZHOU).result() == opening  # a lost answer
    assert looked(shop, "A1")[0] == "seated"
    assert shop.opening("A1").opening.guests == 4
    with pytest.raises(Refused, match="booking_over"):
        shop.till.bookings.end(booking, "no_show", ZHOU).result()
    assert shop.rebuilt().different == ()


def test_who_changes_a_booking_that_another_has_changed_is_told_and_nothing_is_lost(shop: Shop) -> None:
    booking = book(shop, "A1")
    verb, (seen,) = shop.till.bookings.book, shop.rows(Booking)
    moved = Wanted(at("2026-11-23T19:00"), 4, ("A1",), LI, seen.sealed)
    shop.time.later(minutes=1)
    for _ in range(2):  # a lost answer
        verb(booking, moved, ZHOU).result()
    assert len(shop.events("booking.made")) == 2
    with pytest.raises(Refused, match="booking_old"):  # from the other desk, which still shows 18:30
        verb(booking, replace(moved, at=seen.at, guests=6), "chen").result()
    with pytest.raises(Refused, match="booking_old"):  # so is who has not looked at it at all
        verb(booking, replace(moved, guests=6, seen=""), "chen").result()
    (now,) = shop.rows(Booking)
    assert (now.at, now.guests, now.made_at) == (moved.at, 4, seen.made_at)
    louder = replace(LI, note="by the window")
    verb(booking, replace(moved, contact=louder, seen=now.sealed), "chen").result()
    assert shop.till.bookings.contacts(ZHOU).result() == {booking: louder}
    assert shop.rebuilt().different == ()


@pytest.mark.parametrize("tender", ["deposit", "group", "account", "voucher", "shells"])
def test_a_deposit_is_taken_in_money_and_by_nothing_else(shop: Shop, tender: str) -> None:
    booking = book(shop, "A1")
    with pytest.raises(Refused, match="unknown_tender"):
        deposit(shop, booking, 2_000, tender)
    assert shop.rows(DepositMove) == [] and figures(shop).deposits_held == 0


def test_who_does_not_come_leaves_the_table_free(shop: Shop) -> None:
    booking = book(shop, "A1")
    shop.time.at = at("2026-11-23T19:15")
    assert looked(shop, "A1")[0] == "reserved"
    shop.till.bookings.end(booking, "no_show", ZHOU).result()
    assert looked(shop, "A1")[0] == "free"
    assert shop.rebuilt().different == ()


def test_who_booked_is_in_no_fact_and_is_forgotten_with_its_key(shop: Shop) -> None:
    booking = book(shop, "A1")
    said = repr(shop.events("booking.made"))
    assert not any(text in said for text in (LI.name, LI.phone, LI.note))
    contacts = shop.till.bookings.contacts(ZHOU).result()
    assert contacts == {booking: LI} and contacts[booking].masked == "****1234"
    again = shop.again()
    assert again.till.bookings.contacts(ZHOU).result() == {booking: LI}
    again.till.bookings.end(booking, "cancelled", ZHOU).result()
    assert again.till.bookings.contacts(ZHOU).result() == {}
    again.close()


def test_bookings_of_one_table_at_nearly_one_time_are_told(shop: Shop) -> None:
    ids = [
        book(shop, "A1", "A2"),
        book(shop, "A2", clock="2026-11-23T19:30"),
        book(shop, "A3", clock="2026-11-23T19:30"),
    ]
    rows = {row.id: row for row in shop.rows(Booking)}
    first, second, third = (rows[id] for id in ids)
    assert [one.id for one in clashes([first, second, third], first, 120)] == [second.id]
    assert clashes([first, second, third], third, 120) == []
    assert clashes([first, second, third], first, 60) == []


def test_a_deposit_is_owed_on_its_day_and_takings_on_the_day_it_pays(shop: Shop) -> None:
    shop.till.shifts.open(shop.time.new_id(), 20_000, {}, ZHOU).result()
    booking = book(shop, "A1", clock="2026-11-24T12:00")
    deposit(shop, booking, 2_000)
    assert (figures(shop).takings, figures(shop).deposits_held, moved(shop)) == (0, 2_000, {"taken": 2_000})
    assert drawer(shop) == 22_000
    shop.time.at = at("2026-11-24T12:00")
    opening = shop.till.bookings.arrive(booking, "A1", ZHOU).result()
    shop.send("A1", TOFU)
    due = shop.opening("A1").due
    done = shop.till.bookings.use_deposit(booking, opening, ZHOU, shop.time.new_id()).result()
    assert done.due == due - 2_000
    shop.pay("A1")
    next_day = figures(shop, "2026-11-24")
    assert (next_day.takings, next_day.deposits_held) == (due, 0)
    assert moved(shop, "2026-11-24") == {"used": -2_000}
    assert {one.id: one.amount for one in next_day.tenders} == {"cash": due - 2_000, "deposit": 2_000}
    assert drawer(shop) == 20_000 + due
    assert figures(shop).takings == 0
    assert shop.rebuilt().different == ()


def test_a_deposit_goes_back_the_way_it_came_or_is_kept_by_right_and_reason(shop: Shop) -> None:
    shop.till.shifts.open(shop.time.new_id(), 20_000, {}, ZHOU).result()
    back, kept = book(shop, "A1"), book(shop, "A2")
    deposit(shop, back, 5_000)
    deposit(shop, back, 3_000, "wechat")
    deposit(shop, kept, 1_000)
    with pytest.raises(Refused, match="deposit_open"):
        shop.till.bookings.end(back, "cancelled", ZHOU).result()
    with pytest.raises(Refused, match="approval_needed"):
        shop.till.bookings.end_deposit(back, "back", "rain", "chen", "c" * 32).result()
    with pytest.raises(Refused, match="reason_missing"):
        shop.till.bookings.end_deposit(back, "back", " ", WANG, "a" * 32).result()
    for _ in range(2):  # a lost answer
        shop.till.bookings.end_deposit(back, "back", "rain", WANG, "a" * 32).result()
    shop.till.bookings.end_deposit(kept, "kept", "not called off", WANG, "b" * 32).result()
    assert moved(shop) == {"taken": 9_000, "back": -8_000, "kept": -1_000}
    assert (figures(shop).deposits_held, figures(shop).takings, drawer(shop)) == (0, 0, 21_000)
    assert {one.tender for one in shop.rows(DepositMove, booking=back)} == {"cash", "wechat"}
    shop.till.bookings.end(back, "cancelled", ZHOU).result()
    assert shop.rebuilt().different == ()


def test_no_cashier_pays_with_a_deposit_that_is_not_there(shop: Shop) -> None:
    booking = book(shop, "A1")
    opening = shop.open("A2")
    shop.send("A2", TOFU)
    with pytest.raises(Refused, match="unknown_tender"):
        shop.pay("A2", tender="deposit")
    with pytest.raises(Refused, match="deposit_too_little"):
        shop.till.bookings.use_deposit(booking, opening, ZHOU, shop.time.new_id()).result()
    assert shop.rows(Payment) == []


def test_a_refunded_bill_gives_its_deposit_back_to_what_is_held(shop: Shop) -> None:
    booking = book(shop, "A1")
    deposit(shop, booking, 100_000)
    opening = shop.till.bookings.arrive(booking, "A1", ZHOU).result()
    shop.send("A1", TOFU)
    total = shop.opening("A1").due
    shop.till.bookings.use_deposit(booking, opening, ZHOU, shop.time.new_id()).result()
    assert figures(shop).deposits_held == 100_000 - total
    shop.till.money.refund(opening, total, {}, False, "cold", WANG, "d" * 32).result()
    assert (figures(shop).deposits_held, figures(shop).takings) == (100_000, 0)
    shop.till.bookings.end_deposit(booking, "back", "cold", WANG, "e" * 32).result()
    assert figures(shop).deposits_held == 0
    assert shop.rebuilt().different == ()


ACTS = st.lists(
    st.tuples(st.sampled_from(("take", "use", "back", "kept", "day")), st.integers(1, 9_000)), max_size=14
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_what_is_held_is_what_the_days_say_and_the_drawer_has_it(acts: list[tuple[str, int]]) -> None:
    with scratch() as folder:
        shop = Shop(folder / "store")
        shop.till.shifts.open(shop.time.new_id(), 0, {}, ZHOU).result()
        booking = book(shop, "A1", clock="2026-11-30T12:00")
        opening = shop.open("A2")
        for _ in range(6):
            shop.send("A2", TOFU)
        model, used, cash = 0, 0, 0
        for act, amount in acts:
            try:
                if act == "take":
                    deposit(shop, booking, amount)
                    model, cash = model + amount, cash + amount
                elif act == "use":
                    due = shop.opening("A2").due
                    shop.till.bookings.use_deposit(booking, opening, ZHOU, shop.time.new_id()).result()
                    used, model = used + min(due, model), model - min(due, model)
                elif act == "day":
                    shop.time.later(minutes=24 * 60)
                else:
                    shop.till.bookings.end_deposit(booking, act, "rain", WANG, shop.time.new_id()).result()
                    cash, model = cash - (model if act == "back" else 0), 0
            except Refused:
                continue
        assert shop.read(lambda tables: held_for(tables, booking)) == model
        dates = {one.date for one in shop.rows(DepositMove)}
        assert sum(sum(moved(shop, date).values()) for date in dates) == model
        assert figures(shop).deposits_held == model
        assert sum(one.amount for one in shop.rows(Payment, tender="deposit")) == used
        assert drawer(shop) == cash
        assert shop.rebuilt().different == ()
        shop.close()


def test_who_may_not_take_deposits_is_refused_and_giving_one_back_is_another_right(shop: Shop) -> None:
    booking = book(shop, "A1")
    deposit(shop, booking, 2_000)  # a cashier takes it, as when it was part of taking payments
    with pytest.raises(Refused, match="approval_needed"):
        shop.till.bookings.end_deposit(booking, "back", "called_off", ZHOU, shop.time.new_id()).result()
    roles = {role.id: role for role in shop.till.view.people.roles}
    cashier = roles["cashier"]
    changed = replace(
        cashier,
        rights=(*(right for right in cashier.rights if right != "deposit"), "deposit_back"),
        limits={**cashier.limits, "deposit_back": 1_999},
    )
    shop.till.people.save_roles([*({**roles, "cashier": changed}).values()], WANG).result()
    with pytest.raises(Refused, match="not_allowed"):
        deposit(shop, booking, 100)
    with pytest.raises(Refused, match="approval_needed"):
        shop.till.bookings.end_deposit(booking, "back", "called_off", ZHOU, shop.time.new_id()).result()
    changed = replace(changed, limits={**cashier.limits, "deposit_back": 2_000})
    shop.till.people.save_roles([*({**roles, "cashier": changed}).values()], WANG).result()
    shop.till.bookings.end_deposit(booking, "back", "called_off", ZHOU, shop.time.new_id()).result()
    assert shop.read(lambda tables: held_for(tables, booking)) == 0


def papers(shop: Shop, kind: str) -> list[str]:
    def look(tables: SqlTables) -> list[str]:
        jobs = [job for job in tables.where(PrintJob) if job.kind == kind]
        form = SlipForm(Width.MM_80, "en", None)
        tickets = [
            ticket_for(tables, job, form, job.queued_at) for job in sorted(jobs, key=lambda one: one.id)
        ]
        return [read_paper(encode(ticket)).text for ticket in tickets]

    return shop.read(look)


def test_each_move_of_a_deposit_has_its_slip_and_no_name_on_it(shop: Shop) -> None:
    booking = book(shop, "A1")
    deposit(shop, booking, 2_000)
    shop.time.at += 60_000
    deposit(shop, booking, 500, "wechat")
    shop.time.at += 60_000
    shop.till.bookings.end_deposit(booking, "back", "called_off", WANG, shop.time.new_id()).result()
    first, second, card, cash = papers(shop, "deposit")
    assert "Deposit taken" in first and "11-23 18:30" in first and "20.00" in first and "A1" in first
    assert "25.00" in second and "WeChat" in second, "both are held"
    assert "Deposit given back" in card and "Guests called it off" in card and "5.00" in card
    assert "Cash" in cash and "20.00" in cash
    assert not any(LI.name in paper or LI.phone in paper for paper in papers(shop, "deposit"))
    assert shop.rebuilt().different == ()
