"""暂结: a regular pays tomorrow. His table is free at once, his bill waits under his name till then."""

from functools import partial

import pytest

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.seen import see_table
from domain.money.carried import TABLE
from domain.money.payments import Settlement
from domain.selling.printing import PrintJob
from pos_app.workflows.approving import Approver
from pos_app.workflows.carrying_over import carried_over
from pos_app.workflows.sealing import known
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Shop

WANG, ZHOU, CHEN = "wang", "zhou", "chen"  # manager, cashier, waiter
NAME = "张总 138 0000 0000"
FORM = SlipForm(Width.MM_80, "zh-Hans", None)


def id_of(shop: Shop, table: str) -> str:
    return shop.opening(table).opening.id


def pays_later(shop: Shop, table: str = "A1", name: str = NAME) -> str:
    """The opening of guests who have gone."""
    opening = id_of(shop, table)
    shop.till.tables.settle_later(opening, name, WANG).result()
    shop.caught_up()
    return opening


def pay(shop: Shop, opening: str, tendered: int = 0) -> None:
    view = shop.till.view.openings[opening]
    due, new = tendered or view.due, shop.till.new_id()
    shop.till.take_payment(opening, "cash", due, view.version, True, ZHOU, new).result()
    shop.caught_up()


def test_the_table_is_free_and_the_bill_waits_under_a_name_until_it_is_paid(shop: Shop) -> None:
    shop.open("A1", 4)
    shop.send("A1", FISH, TOFU)
    total = shop.opening("A1").bill.total
    opening = pays_later(shop, name="  张总   138 0000 0000 ")
    view = shop.till.view
    assert shop.state("A1") == "free"
    assert view.openings[opening].bill.total == total and view.openings[opening].due == total
    assert view.later[opening].name == NAME and view.later[opening].table == "A1"
    assert view.place(view.openings[opening].opening) == {"und": NAME}

    shop.open("A1", 2)  # the next guests sit down in the same minute
    shop.send("A1", RICE)
    shop.pay("A1")
    assert view.openings[opening].due == total, "they pay theirs, and only that"

    pay(shop, opening, total // 2)
    assert shop.till.view.openings[opening].due == total - total // 2
    pay(shop, opening)
    assert opening not in shop.till.view.openings and opening not in shop.till.view.later
    (settled,) = [one for one in shop.rows(Settlement) if one.opening == opening]
    assert settled.total == total
    assert shop.rebuilt().different == ()


def test_nothing_is_cooked_again_and_the_kitchen_hears_nothing(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH)
    before = shop.rows(PrintJob)
    pays_later(shop)
    assert shop.rows(PrintJob) == before


def test_the_receipt_names_the_table_where_they_sat_and_nobodys_phone_number(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    opening = pays_later(shop)
    pay(shop, opening)
    (job,) = shop.rows(PrintJob, kind="receipt")
    ticket = shop.read(lambda tables: ticket_for(tables, job, FORM, shop.time.at))
    said = read_paper(encode(ticket)).text
    assert "A1" in said and "张总" not in said and "138" not in said


def test_it_is_carried_over_each_days_end_without_the_name(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    opening = pays_later(shop)
    due = shop.till.view.openings[opening].due
    found = shop.read(lambda tables: carried_over(tables, shop.till.view.date, {}))
    (left,) = (one for one in found if one.kind == TABLE)
    assert (left.kind, left.of, left.amount) == (TABLE, opening, due)
    assert set(left.label.values()) == {"A1 · 1123-001"}, "its number, for others sit at A1 by then"


def test_nobody_reads_the_name_in_the_journal_and_who_has_paid_is_forgotten(shop: Shop) -> None:
    for table in ("A1", "A2"):
        shop.open(table)
        shop.send(table, TOFU)
    first = pays_later(shop)
    assert "张总" not in str(shop.events("opening.moved"))
    pay(shop, first)
    assert first in shop.parts.writer.submit(lambda: shop.parts.book.look(known)).result()
    second = pays_later(shop, "A2", "李老师")
    assert shop.parts.writer.submit(lambda: shop.parts.book.look(known)).result() == (second,)
    again = shop.again()
    assert again.till.view.later[second].name == "李老师", "the next start knows it too"
    again.close()


def test_who_comes_back_to_stay_sits_at_a_table_again_with_the_same_bill(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    opening = pays_later(shop)
    shop.till.tables.transfer(opening, "B3", CHEN).result()
    assert id_of(shop, "B3") == opening and not shop.till.view.later
    shop.send("B3", BEER)
    shop.pay("B3")
    assert shop.state("B3") == "paid", "they sit there until somebody clears it"
    assert shop.rebuilt().different == ()


def test_a_phone_of_those_who_have_gone_orders_nothing_more(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    late = phone.request(RICE)
    opening = pays_later(shop)
    assert shop.read(partial(see_table, table="A1")).opening is None
    assert phone.send(late).code == "old_opening"
    assert [line.line.dish for line in shop.till.view.openings[opening].lines] == ["mapo-tofu"]


def test_a_request_of_new_guests_that_nobody_has_answered_stays_at_the_table(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    shop.publish("floor", admit_phones=False)
    stranger = shop.phone("A1", "stranger")
    stranger.opening = stranger.secret = ""  # who scanned the code when nobody sat there
    assert stranger.send(stranger.request(RICE)).state == "held"
    pays_later(shop)
    (held,) = shop.till.view.held
    assert held.table == "A1" and not held.opening


def test_without_the_right_somebody_agrees_by_pin(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    opening = id_of(shop, "A1")
    with pytest.raises(Refused, match="approval_needed"):
        shop.till.tables.settle_later(opening, NAME, CHEN).result()
    assert shop.state("A1") != "free"
    shop.till.tables.settle_later(opening, NAME, CHEN, Approver(WANG, "8888")).result()
    (fact,) = shop.events("opening.moved")
    assert fact["approved"] == WANG and fact["amount"] == shop.till.view.openings[opening].due


def test_what_still_waits_is_done_first(shop: Shop) -> None:
    verb = shop.till.tables.settle_later
    opening = shop.open("A1")
    with pytest.raises(Refused, match="later_nothing"):
        verb(opening, NAME, WANG).result()
    shop.send("A1", FISH)
    with pytest.raises(Refused, match="later_name"):
        verb(opening, "   ", WANG).result()
    other = shop.open("A2")
    shop.send("A2", TOFU)
    shop.till.tables.join(opening, other, CHEN).result()
    with pytest.raises(Refused, match="tables_joined"):
        verb(opening, NAME, WANG).result()
    shop.till.tables.part(other, CHEN).result()
    shop.pay("A1")
    with pytest.raises(Refused, match="opening_paid"):
        verb(opening, NAME, WANG).result()
    verb(other, NAME, WANG).result()
    verb(other, NAME, WANG).result()  # tapped twice, it is done once
    assert len(shop.events("opening.moved")) == 1
    assert not shop.rows(Opening, live=1, table="A2")


def test_a_bill_that_was_split_is_over_with_its_last_part(shop: Shop) -> None:
    shop.open("A1", 2)
    shop.send("A1", FISH, TOFU)
    opening = id_of(shop, "A1")
    (line, _other) = shop.opening("A1").lines
    shop.till.bills.split(opening, "", {line.id: line.line.quantity}, 1, ZHOU, shop.till.new_id()).result()
    pays_later(shop)
    for part in list(shop.till.view.openings[opening].open_bills):
        assert opening in shop.till.view.later
        new, now = shop.till.new_id(), shop.till.view.openings[opening].version
        shop.till.take_payment(
            opening, "cash", part.figures.total, now, False, ZHOU, new, bill=part.agreed.id
        ).result()
        shop.caught_up()
    assert opening not in shop.till.view.openings
    assert shop.rebuilt().different == ()
