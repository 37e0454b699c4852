"""Tables, orders, cards and tickets in words and figures."""

from pos_app.models.cart import Cart
from pos_app.models.open_order import open_order
from pos_app.models.order_rows import order_rows
from pos_app.models.print_rows import doubtful, job_rows, needs_person
from pos_app.models.tables import table_tiles
from pos_app.models.todo import phone_cards, todos
from pos_app.models.wording import Wording
from tests.pos_app.evening import UNSENT, Evening, dish, picture

MINUTE_OF_DAY = 18 * 60 + 58


def test_the_floor_says_what_is_true(evening: Evening, english: Wording) -> None:
    picture(evening)
    tiles = {tile.id: tile for tile in table_tiles(evening.till.view, evening.time, english)}
    assert (tiles["A1"].word, tiles["A1"].note) == ("Free", "4 seats")
    assert (tiles["A2"].word, tiles["A2"].note) == ("To order", "2 guests · 3 min")
    assert (tiles["A3"].look, tiles["A3"].word, tiles["A3"].short_note) == ("waiting", "Waiting", "24 min")
    assert (tiles["A5"].look, tiles["A5"].word) == ("ordered", "All served")
    assert (tiles["A6"].word, tiles["A6"].amount) == ("Ordered", "¥202")
    assert tiles["C2"].word == "Bill, please"
    assert (tiles["B2"].word, tiles["B2"].taken) == ("Paid", 0)
    assert tiles["A5"].taken == 7


def test_what_needs_a_person_stands_worst_first(evening: Evening, english: Wording) -> None:
    picture(evening)
    cards = todos(evening.till.view, evening.time, english)
    assert [(card.title, card.acts[0][0]) for card in cards] == [
        ("C2 Huanhua", "pay"),
        ("A8", "pay"),
        ("A3", "order"),
        ("B3", "order"),
        ("B2", "clear"),
    ]
    assert cards[0].note == "Bill, please · 2 min"


def test_a_call_for_the_waiter_is_a_card(evening: Evening, english: Wording) -> None:
    evening.open("A2", 2)
    evening.call("A2", "waiter")
    (card,) = todos(evening.till.view, evening.time, english)
    assert (card.acts[0][0], card.note) == ("answer", "Calls · now")


def test_a_phones_order_is_news(evening: Evening, english: Wording) -> None:
    evening.open("A6", 4)
    evening.phone("A6", dish("mapo-tofu"), dish("steamed-rice", 3))
    (card,) = phone_cards(evening.till.view, evening.time, english)
    assert card.title == "A6 · 4 dishes ¥34"
    assert card.note == "10:00 guest 1 · sent"


def test_sent_and_unsent_lines_make_one_bill(evening: Evening, english: Wording) -> None:
    picture(evening)
    opening = evening.till.view.openings[evening.opening("A6")]
    cart = Cart(evening.till.new_id)
    for line in UNSENT:
        cart.add(line)
    order = open_order(evening.till.view, opening, cart, MINUTE_OF_DAY)
    assert (order.bill.total, order.portions, order.due) == (25_800, 11_000, 25_800)
    rows = order_rows(order, "Zhou", "new.1", (), english)
    assert [(row.kind, row.title, row.end) for row in rows] == [
        ("head", "2 new dishes · not sent", "Zhou"),
        ("new", "Chilli oil chicken", "¥36.00"),
        ("new", "Rice cakes in brown sugar", "¥20.00"),
        ("head", "Phone · guest 2 · 18:52", "In the kitchen"),
        ("line", "Twice-cooked pork", "¥42.00"),
        ("line", "Water spinach with garlic", "¥22.00"),
        ("fold", "Phone · guest 1 · 18:36", "¥150.00"),
    ]
    assert rows[1].chosen
    assert rows[-1].note == "Boiled fish in chilli oil, Mapo tofu and more, 4 lines · all served"


def test_a_line_that_the_kitchen_would_refuse_says_why(evening: Evening, english: Wording) -> None:
    evening.open("A2", 2)
    opening = evening.till.view.openings[evening.opening("A2")]
    cart = Cart(evening.till.new_id)
    cart.add(dish("hand-torn-cabbage"))
    order = open_order(evening.till.view, opening, cart, MINUTE_OF_DAY)
    row = order_rows(order, "Zhou", "", (), english)[1]
    assert "sold out" in row.warn
    assert order.bill.total == 0


def test_tickets_say_their_state_and_what_may_be_done(evening: Evening, english: Wording) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"), dish("cola"))
    evening.settle()
    rows = job_rows(evening.till.view, english, evening.till.view.jobs)
    assert {row.printer for row in rows} == {"Kitchen", "Bar"}
    assert {row.word for row in rows} == {"Waits"}
    evening.printed("unknown")
    rows = job_rows(evening.till.view, english, filter(needs_person, evening.till.view.jobs))
    assert doubtful(evening.till.view) == 2
    assert [act[0] for act in rows[0].acts] == ["came_out", "print_again"]


def test_money_and_time_are_said_in_the_stores_own_way() -> None:
    yen = Wording("en", "JPY", "Asia/Tokyo")
    assert yen.money(118_600) == "¥118,600"
    yuan = Wording("zh-Hans", "CNY", "Asia/Shanghai")
    assert yuan.money(118_600) == "¥1,186.00"
    assert yuan.money(-2000, short=True) == "−¥20"
    assert yuan.figure(9200) == "92.00"
    assert yuan.clock(0) == "08:00"
    assert yuan.minute(0) == 3 * 1440 + 480  # of the week: a Thursday, 8:00
