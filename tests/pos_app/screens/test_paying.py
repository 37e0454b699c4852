"""Paying: cash with change, other tenders, parts, and what follows."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt

from domain.money.grants import LIVES, Grant
from domain.money.invoices import InvoiceTitle
from domain.money.tips import Tip
from pos_app import background
from pos_app.screens.money.bill_tabs import BillTabs
from pos_app.screens.money.charges import ChargeCard
from pos_app.screens.money.payment import PaymentScreen
from pos_app.screens.money.split_sheet import SplitSheet
from pos_app.screens.money.surplus_sheet import SurplusSheet
from pos_app.screens.money.tender_pad import AmountBox, TenderButton, TenderPad
from pos_app.sync.client import ServerClient
from pos_app.widgets.pads import NumberPad
from pos_app.workflows import granting
from pos_app.workflows.views import ChargeView
from tests.fakes.gateway import QUICK, Gateway
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.sync_server.running import ServerHere


def at_payment(hand: Hand, evening: Evening) -> str:
    """A6 with a bill of ¥78: two dishes and cover for four."""
    opening = evening.open("A6", 4)
    evening.order("A6", dish("twice-cooked-pork"), dish("mapo-tofu"))
    evening.settle()
    hand.order_at("A6")
    hand.press("Pay")
    assert hand.reads("Payment · A6")
    return opening


def test_cash_gives_change(hand: Hand, evening: Evening) -> None:
    opening = at_payment(hand, evening)
    assert hand.only(AmountBox).amount() == "¥78.00"
    hand.press("¥100")
    assert hand.reads("¥22.00")
    hand.press("Take ¥78.00")
    hand.wait_to_read("A6 paid ¥78.00")
    assert hand.reads("¥22.00")
    payment = evening.till.view.openings[opening].payments[0]
    assert (payment.tender, payment.amount, payment.tendered, payment.change) == ("cash", 7800, 10_000, 2200)
    hand.press("To the tables")
    assert hand.reads("To do")


def test_no_way_of_paying_stands_alone_in_its_row(hand: Hand, evening: Evening) -> None:
    at_payment(hand, evening)
    pad = hand.only(TenderPad)

    def rows_are_full() -> bool:
        buttons = [one for one in pad.findChildren(TenderButton) if one.isVisible()]
        ends: dict[int, int] = {}
        for one in buttons:
            ends[one.y()] = max(ends.get(one.y(), 0), one.geometry().right())
        return len(buttons) == 7 and max(ends.values()) - min(ends.values()) <= 1

    for size in ((1024, 768), (1366, 768)):
        hand.window.resize(*size)
        hand.wait(rows_are_full)
    hand.window.resize(1920, 1080)  # four abreast, and three below
    hand.wait(lambda: len({one.y() for one in pad.findChildren(TenderButton)}) == 2)


def test_the_whole_payment_by_keys(hand: Hand, evening: Evening) -> None:
    opening = at_payment(hand, evening)
    for key in (Qt.Key.Key_8, Qt.Key.Key_0, Qt.Key.Key_Return):
        hand.key(key)
    hand.wait(lambda: evening.till.view.openings[opening].settlement is not None)
    hand.wait_to_read("A6 paid")
    hand.key(Qt.Key.Key_Return)
    assert hand.reads("To do")


def test_the_receipt_of_a_free_bill_comes_by_itself_and_is_signed(hand: Hand, evening: Evening) -> None:
    opening = at_payment(hand, evening)
    free = evening.till.bills.free_bill
    free(opening, "comp", "house", "wang", evening.till.new_id()).result()
    hand.wait_to_read("Nothing to pay")
    hand.key(Qt.Key.Key_Return)
    hand.wait_to_read("A6 paid ¥0.00")
    assert hand.reads("is being printed")
    (receipt,) = [paper for station, paper in evening.papers() if station == "counter"]
    assert "顾客签字 ___" in receipt.text


def test_another_tender_takes_no_more_than_is_due(hand: Hand, evening: Evening) -> None:
    opening = at_payment(hand, evening)
    hand.key(Qt.Key.Key_F3)
    for key in (Qt.Key.Key_9, Qt.Key.Key_9):
        hand.key(key)
    assert hand.reads("No change is given this way. At most ¥78.00")
    hand.key(Qt.Key.Key_Return)  # takes nothing: what is too much would be a tip, and a manager says so
    assert hand.reads("¥21.00 more than is due") and hand.reads("A manager agrees by PIN")
    hand.key(Qt.Key.Key_Escape)
    hand.wait(lambda: hand.sheet() is None)
    assert evening.till.view.openings[opening].payments == ()
    hand.press("Tip ¥21.00?")
    hand.press("Take ¥99.00, ¥21.00 of it a tip")
    (pad,) = [one for one in hand.only(SurplusSheet).findChildren(NumberPad) if one.isVisible()]
    for digit in "8888":
        pad.keys[digit].click()
    hand.wait_to_read("A6 paid ¥78.00")
    assert evening.till.view.openings[opening].paid == 7_800


def test_a_part_leaves_the_rest_to_pay(hand: Hand, evening: Evening) -> None:
    opening = at_payment(hand, evening)
    hand.key(Qt.Key.Key_F3)
    for key in (Qt.Key.Key_5, Qt.Key.Key_0):
        hand.key(key)
    assert hand.reads("A part payment")
    hand.press("Take ¥50.00")
    hand.wait_to_read("WeChat Pay ¥50.00")
    hand.wait(lambda: hand.only(AmountBox).amount() == "¥28.00")
    hand.key(Qt.Key.Key_F2)
    hand.press("Take ¥28.00")
    hand.wait_to_read("A6 paid ¥78.00")
    assert len(evening.till.view.openings[opening].payments) == 2


def test_three_guests_pay_equal_shares_of_a_sum_that_does_not_divide(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 3)
    evening.order("A6", dish("mapo-tofu"), dish("cola"), dish("cola"))
    evening.settle()
    hand.order_at("A6")
    hand.press("Pay")
    total = evening.till.view.openings[opening].bill.total
    hand.press("One more Equal shares")
    taken = list[int]()
    for tender in (Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F2):
        hand.wait(lambda: hand.button("Take ¥14.6").isEnabled())
        hand.key(tender)
        hand.key(Qt.Key.Key_Return)
        hand.wait(lambda: len(evening.till.view.openings[opening].payments) == len(taken) + 1)
        taken.append(evening.till.view.openings[opening].payments[-1].amount)
    assert sum(taken) == total
    assert total % 3 and max(taken) - min(taken) == 1
    assert evening.till.view.openings[opening].settlement is not None


def test_where_nobody_pays_cents_equal_shares_are_of_whole_units(hand: Hand, evening: Evening) -> None:
    at_payment(hand, evening)
    hand.press("One more Equal shares")  # four guests
    desk, payment = hand.window.desk, hand.only(PaymentScreen)
    desk.view = replace(desk.view, store=replace(desk.view.store, currency="IDR"))
    assert payment._share_of(10_000_000) == 2_500_000
    assert payment._share_of(10_000_200) == 2_500_100  # Rp 100,002: the last one takes what is left
    assert payment._share_of(10_000_010) == 2_500_003  # a bill that has sen shares them


def test_shares_are_stepped_by_keys_and_taken_back(hand: Hand, evening: Evening) -> None:
    at_payment(hand, evening)
    hand.key(Qt.Key.Key_Plus)
    assert hand.only(AmountBox).amount() == "¥19.50"
    hand.key(Qt.Key.Key_Minus)
    assert hand.only(AmountBox).amount() == "¥26.00"
    hand.key(Qt.Key.Key_Minus)
    hand.key(Qt.Key.Key_Minus)
    hand.key(Qt.Key.Key_Minus)
    assert hand.only(AmountBox).amount() == "¥78.00"


def test_a_bill_that_grew_meanwhile_is_seen_before_money_is_taken(hand: Hand, evening: Evening) -> None:
    opening = at_payment(hand, evening)
    evening.phone("A6", dish("cola"))
    hand.wait_to_read("¥83.00")
    hand.press("Exact ¥83")
    hand.press("Take ¥83.00")
    hand.wait(lambda: evening.till.view.openings[opening].settlement is not None)


def test_unsent_dishes_are_asked_about_before_paying(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 4)
    evening.settle()
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    hand.key(Qt.Key.Key_F12)
    assert hand.reads("1 dish not sent yet")
    hand.press("Send 1 dish, then pay")
    hand.wait_to_read("Payment · A6")
    assert evening.till.view.openings[opening].bill.total == 2800 + 4 * 200


def test_the_table_is_cleared_after_paying(hand: Hand, evening: Evening) -> None:
    at_payment(hand, evening)
    hand.press("Take ¥78.00")
    hand.wait_to_read("No change")
    hand.press("Table is cleared")
    hand.wait(lambda: not evening.opening("A6"))
    hand.wait_to_read("To do")


def test_the_receipt_prints_only_if_wanted(hand: Hand, evening: Evening) -> None:
    at_payment(hand, evening)
    hand.press("Print the receipt")
    hand.press("Take ¥78.00")
    hand.wait_to_read("not printed")
    assert not [job for job in evening.till.view.jobs if job.kind == "receipt"]


def test_a_guest_pays_apart_and_the_rest_of_the_table_after_that(hand: Hand, evening: Evening) -> None:
    opening = at_payment(hand, evening)
    hand.press("Split")
    hand.wait_to_read("A bill of its own")
    assert not hand.button("Split off").isEnabled()
    hand.press("One more Mapo tofu")
    sheet = hand.only(SplitSheet)
    sheet.step_guests(1)
    hand.press("Split off 1 dish")
    hand.wait(lambda: len(evening.till.view.openings[opening].bills) == 2)
    first, second = evening.till.view.openings[opening].bills
    assert first.figures.total + second.figures.total == 7800
    hand.wait(lambda: len(hand.only(BillTabs).tiles) == 2)
    hand.press("2 · ")
    apart = f"{second.figures.total / 100:.2f}"
    hand.wait(lambda: hand.only(AmountBox).amount() == f"¥{apart}")
    hand.press(f"Take ¥{apart}")
    hand.wait_to_read(f"A6 paid ¥{apart}")
    rest = f"{first.figures.total / 100:.2f}"
    assert hand.reads(f"Not paid yet: ¥{rest}") and hand.reads("To the next bill")
    assert not hand.reads("Table is cleared") and not hand.reads("To the tables")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: hand.only(AmountBox).amount() == f"¥{rest}")
    hand.press(f"Take ¥{rest}")
    hand.wait_to_read(f"A6 paid ¥{rest}")
    assert evening.till.view.openings[opening].opening.paid_at
    assert hand.reads("To the tables") and hand.reads("Table is cleared") and not hand.reads("Not paid yet")
    hand.key(Qt.Key.Key_Return)
    assert hand.reads("To do")


def test_of_guests_who_shared_a_cart_one_pays_her_own_dishes_by_one_tap(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 4)
    evening.phones("A6", {dish("mapo-tofu"): (0,), dish("lager"): (1,), dish("steamed-rice", 2): (0, 1)})
    evening.settle()
    hand.order_at("A6")
    hand.press("Pay")
    hand.press("Split")
    hand.wait_to_read("A bill of its own")
    hand.press("Guest 2")
    hand.press("Split off 1 dish")
    hand.wait(lambda: len(evening.till.view.openings[opening].bills) == 2)
    view = evening.till.view.openings[opening]
    apart = view.on(view.bills[1].agreed.id).bill_lines
    assert [line.line.dish for line in apart] == ["lager"]


def test_bills_are_put_together_again(hand: Hand, evening: Evening) -> None:
    opening = at_payment(hand, evening)
    hand.press("Split")
    hand.press("One more Mapo tofu")
    hand.press("Split off 1 dish")
    hand.wait_to_read("Put together")
    hand.press("Discount")
    assert hand.reads("shared over the 2 bills that are not paid")
    hand.press("Regular guest")
    hand.press("Less 10%")
    hand.press("Take off ¥7.00")
    hand.wait(lambda: hand.sheet() is None)
    bills = evening.till.view.openings[opening].bills
    assert sum(one.figures.by_hand for one in bills) == 700 and all(one.figures.by_hand for one in bills)
    hand.press("Put together")
    hand.wait(lambda: evening.till.view.openings[opening].bills == ())
    hand.wait(lambda: hand.only(AmountBox).amount() == "¥71.00")


def test_phones_are_told_of_the_payment_screen_as_long_as_a_cashier_looks_at_it(
    hand: Hand, evening: Evening
) -> None:
    opening = at_payment(hand, evening)
    shown = evening.till.at_payment.openings
    assert shown() == {opening}
    hand.window.lock()
    assert not shown()
    hand.window.desk.sign(evening.till.view.staff[1])
    hand.window.go("payment", opening)
    assert shown() == {opening}
    hand.key(Qt.Key.Key_Escape)
    hand.wait(lambda: not shown())
    hand.window.go("payment", opening)
    hand.press("Exact")
    hand.key(Qt.Key.Key_Return)
    hand.wait_to_read("A6 paid")
    assert not shown()


# ---------------------------------------------------------------- by a guest's code

WECHAT_CODE = "134567890123456789"


@pytest.fixture
def gateway(evening: Evening, tmp_path: Path) -> Iterator[Gateway]:
    """The till's home on a socket, and who charges guests there."""
    found = Gateway()
    home = ServerHere(tmp_path, merchants=found, pace=QUICK)
    key, device = Ed25519PrivateKey.generate(), "d" * 32
    store = {"brand": "b" * 32, "store": "5" * 32, "names": {"en": "Till"}}
    ServerClient(home.url, device, key).enrol(home.code(), store)
    charging = evening.till.charging
    charging.connect, charging.home = lambda url: ServerClient(url, device, key), lambda: home.url
    yield found
    charging.close()
    home.close()


def test_a_scanned_code_pays_the_bill(hand: Hand, evening: Evening, gateway: Gateway) -> None:
    opening = at_payment(hand, evening)
    hand.work._scans.take(WECHAT_CODE)
    hand.wait_to_read("A6 paid ¥78.00")
    hand.wait_to_read("Has come by WeChat Pay")
    assert evening.till.view.openings[opening].payments[0].tender == "wechat"


def test_a_code_scanned_at_an_order_leads_to_its_payment_and_charges_with_the_next_scan(
    hand: Hand, evening: Evening, gateway: Gateway
) -> None:
    opening = at_payment(hand, evening)
    hand.window.go("order", opening)
    hand.work._scans.take(WECHAT_CODE)
    hand.wait(lambda: "Scan the code once more" in hand.work._hint.words())
    assert hand.work._place == ("payment", opening) and not gateway.known
    hand.work._scans.take(WECHAT_CODE)
    hand.wait_to_read("Has come by WeChat Pay")


def test_the_cashier_sees_that_the_guest_has_to_agree_and_may_give_it_up(
    hand: Hand, evening: Evening, gateway: Gateway
) -> None:
    opening = at_payment(hand, evening)
    gateway.guest = "waiting"
    hand.work._scans.take(WECHAT_CODE)
    hand.wait_to_read("The guest has to agree on the phone")
    assert not hand.button("Wait").isEnabled() and hand.reads("Wait for the answer")
    hand.press("Give it up")
    hand.wait(lambda: not hand.reads("WeChat Pay ¥78.00"))
    hand.wait(lambda: "It was cancelled" in hand.work._hint.words())
    hand.key(Qt.Key.Key_F2)
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: evening.till.view.openings[opening].settlement is not None)
    assert [one.tender for one in evening.till.view.openings[opening].payments] == ["cash"]


@pytest.fixture
def codes(evening: Evening, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    """The home makes codes to scan; by its clock, not the evening's, an order ends."""
    evening.till.charging.ways = lambda: {"wechat": ["barcode", "native"]}
    monkeypatch.setattr(granting, "LIVES", time.time_ns() // 1_000_000 - evening.time + LIVES)
    return gateway


def test_a_code_is_shown_to_the_guest_and_pays_the_bill(hand: Hand, evening: Evening, codes: Gateway) -> None:
    opening = at_payment(hand, evening)
    hand.work.guest.turn(True)
    screen = hand.work._screens["payment"]
    hand.key(Qt.Key.Key_F3)
    hand.press("Show the guest a code")
    hand.wait_to_read("The guest scans the code and pays")
    (payment,) = codes.orders
    shown = hand.work.guest
    hand.wait(lambda: shown._code.isVisible() and shown._code._content == f"weixin://{payment}")
    assert "WeChat Pay" in shown._scan.text()
    assert shown._due.text() == "¥78.00" and not shown._play.isVisible()
    assert not screen._take._code.isVisible() and not hand.button("Wait").isEnabled()  # type: ignore[attr-defined]
    codes.known[payment] = "paid"
    hand.wait_to_read("A6 paid ¥78.00")
    hand.wait(lambda: not shown._code.isVisible())
    assert evening.till.view.openings[opening].payments[0].tender == "wechat"


@pytest.fixture
def heard(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Chimes and sentences as this till asks for them, set to say what money comes."""
    found: list[str] = []
    monkeypatch.setattr(hand.window.desk.sounds, "play", found.append)
    monkeypatch.setattr(hand.window.desk.voice, "say", lambda words, _tag: found.append(words))
    hand.window.desk.till.device.keep("spoken", ["received"])
    return found


def test_at_the_payment_screen_the_chime_comes_first_and_then_the_sum(
    hand: Hand, evening: Evening, codes: Gateway, heard: list[str]
) -> None:
    at_payment(hand, evening)
    hand.key(Qt.Key.Key_F3)
    hand.press("Show the guest a code")
    hand.wait_to_read("The guest scans the code and pays")
    (payment,) = codes.orders
    codes.known[payment] = "paid"
    hand.wait_to_read("A6 paid ¥78.00")
    hand.wait(lambda: len(heard) == 2)
    assert heard == ["paid", "78 yuan received"]


def test_without_a_screen_of_the_guests_own_the_till_shows_the_code(
    hand: Hand, evening: Evening, codes: Gateway
) -> None:
    at_payment(hand, evening)
    hand.key(Qt.Key.Key_F3)
    hand.press("Show the guest a code")
    hand.wait_to_read("The guest scans the code and pays")
    assert hand.only(ChargeCard).code.isVisible()
    hand.press("Give it up")
    hand.wait(lambda: not hand.reads("WeChat Pay ¥78.00"))


def test_money_that_comes_later_is_told_on_any_screen_once_its_bill_is_seen_paid(
    hand: Hand, evening: Evening, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("A_MOMENT", "LONGEST"):  # for so long the receipt may go before what is seen
        monkeypatch.setattr(background, name, 0.3)
    opening = at_payment(hand, evening)
    gateway.guest = "waiting"
    hand.work._scans.take(WECHAT_CODE)
    hand.wait_to_read("The guest has to agree on the phone")
    hand.window.go("floor", "")
    (payment,) = gateway.known
    gateway.known[payment] = "paid"
    hand.wait(lambda: "¥78.00 by WeChat Pay has come for A6" in hand.work._hint.words())
    assert evening.till.view.openings[opening].settlement is not None


def test_while_a_table_has_another_bill_it_is_not_said_to_be_paid_by_this_one(
    hand: Hand, evening: Evening
) -> None:
    opening = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu", 2))
    (line,) = evening.till.view.openings[opening].bill_lines
    evening.till.bills.split(opening, "", {line.id: 1_000}, 1, "wang", evening.till.new_id()).result()
    hand.window.go("payment", opening)
    hand.wait_to_read("Opens the drawer; then the next bill of A6")
    hand.press("Bank card")
    hand.wait_to_read("Then the next bill of A6")
    hand.key(Qt.Key.Key_Return)
    hand.press("To the next bill")
    hand.wait_to_read("Opens the drawer; A6 is then paid")


def test_a_bill_that_is_part_paid_says_why_it_is_not_split(hand: Hand, evening: Evening) -> None:
    at_payment(hand, evening)
    evening.pay("A6", "cash", 1_000)
    hand.wait_to_read("Still due")
    hand.wait(lambda: bool(hand.window.desk.opening(evening.opening("A6")).payments))  # type: ignore[union-attr]
    hand.press("Split")
    assert "A part of this bill is paid" in hand.work._hint.words() and hand.sheet() is None


def test_money_from_a_guests_phone_is_read_across_the_room(
    hand: Hand, evening: Evening, heard: list[str]
) -> None:
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    hand.window.go("floor", "")
    grant = Grant(
        "7" * 32, opening, opening, "wechat", 12_800, "wap_demo", "", 1, "phone", "", 2, phone="p" * 32
    )
    charging = evening.till.charging
    charging._views[grant.id] = ChargeView(grant, "waiting")
    evening.till.refresh()
    assert not hand.work._received.words()
    charging._views[grant.id] = ChargeView(grant, "paid", provider="demo")
    evening.till.refresh()
    hand.wait(lambda: "¥128.00 received. A6 · paid on the guest's phone" in hand.work._received.words())
    assert "no money has moved" in hand.work._received.words()  # it is the demo's
    assert heard == ["paid", "128 yuan received"], (
        "on a computer without a voice the chime and the sum are left"
    )
    other = replace(grant, id="8" * 32)
    charging._views[other.id] = ChargeView(other, "closed", "charge_late")
    evening.till.refresh()
    hand.wait(lambda: other.id in hand.window.desk.view.charges)
    assert not hand.work._hint.words()


def kept(evening: Evening, kind: type) -> list:  # type: ignore[type-arg]
    look = evening.parts.book.read
    return evening.parts.writer.submit(lambda: look(lambda tables: tables.where(kind))).result()


def test_a_tip_is_typed_beside_the_bill(hand: Hand, evening: Evening) -> None:
    at_payment(hand, evening)
    hand.press("More")
    hand.press("Tip")
    assert not hand.button("Take ¥0.00").isEnabled() and hand.button("Cancel").isEnabled()
    hand.press("WeChat Pay")
    for digit in "20":
        hand.key(Qt.Key.Key_unknown, digit)
    hand.press("Take ¥20.00")
    hand.wait(lambda: [(one.tender, one.amount) for one in kept(evening, Tip)] == [("wechat", 2_000)])
    hand.wait(lambda: hand.sheet() is None)
    assert hand.reads("Payment · A6") and hand.only(AmountBox).amount() == "¥78.00"


def test_an_invoices_title_is_typed_and_kept_by_enter(hand: Hand, evening: Evening) -> None:
    at_payment(hand, evening)
    hand.press("More")
    hand.press("Invoice title")
    assert not hand.button("Save").isEnabled()
    hand.key(Qt.Key.Key_unknown, "Chunxi Hotel Ltd")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: [one.title for one in kept(evening, InvoiceTitle)] == ["Chunxi Hotel Ltd"])
    hand.wait(lambda: hand.sheet() is None)


def test_money_that_a_lost_history_had_taken_of_a_paid_bill_is_given_back(
    hand: Hand, evening: Evening
) -> None:
    """The bill is paid here; what that history had taken in part for it comes back from the server."""
    opening = at_payment(hand, evening)
    hand.press("¥100")
    hand.press("Take ¥78.00")
    hand.wait_to_read("A6 paid ¥78.00")
    hand.press("To the tables")
    body = {"payment": "b" * 32, "opening": opening, "tender": "cash", "amount": 1_000, "tendered": 1_000}
    evening.write(lambda entry: entry.record("payment.received", {**body, "change": 0}, "zhou"))
    hand.order_at("A6")
    hand.wait(lambda: hand.reads("To give back"))
    hand.press("Pay")
    assert hand.reads("Then give it back under Bills")
    hand.press("Close the bill")
    hand.wait(lambda: evening.till.view.openings[opening].settlement is not None)
    bills = evening.till.view.openings[opening].settled
    assert sorted((one.total, one.over) for one in bills) == [(0, 1_000), (7_800, 0)]
