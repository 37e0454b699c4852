"""挂账: a bill is put on a named account within its limit, the debt is paid later; never a second sale."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.money.accounts import Account, DebtPayment, balance_of
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.money.shifts import Shift
from domain.money.takings import drawer_of
from domain.record.tables import MemoryTables
from domain.selling.printing import PrintJob
from pos_app.workflows.accounts import AccountView
from pos_app.workflows.approving import Approver
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.report_slips import around
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.statement import statement_ticket
from tests.pos_app.shop import FISH, TOFU, Shop
from tests.pos_app.workflows.test_reversals import DAY, FORM, NEXT, balanced, day, on_the_server, text_of

HOTEL = Account("hotel", "Chunxi Hotel", "company", 50_000, "Mr Liu 13812345678")


def charge(shop: Shop, table: str, amount: int = 0, by: str = "zhou", account: str = "hotel") -> PaymentDone:
    view, id = shop.opening(table), shop.time.new_id()
    args = (view.opening.id, "account", amount or view.due, view.version, True, by, id, account)
    return shop.till.accounts.charge(*args).result()


def owed(shop: Shop) -> int:
    (one,) = [one for one in shop.till.accounts.all("zhou").result() if one.account.id == "hotel"]
    assert one.balance == shop.read(lambda tables: balance_of(tables, "hotel"))
    return one.balance


def collect(shop: Shop, amount: int, tender: str = "cash", payment: str = "") -> DebtPayment:
    id = payment or shop.time.new_id()
    return shop.till.accounts.collect("hotel", tender, amount, True, "zhou", id).result()


@pytest.fixture(autouse=True)
def an_account(shop: Shop) -> None:
    shop.till.accounts.save(HOTEL, "wang").result()
    shop.till.shifts.open(shop.time.new_id(), 10_000, {}, "zhou").result()


def test_a_sale_counts_on_its_day_and_the_debt_when_it_is_paid(shop: Shop) -> None:
    shop.phone("A1").order(FISH, TOFU)
    total = shop.opening("A1").due
    assert charge(shop, "A1").receipt == 1
    assert owed(shop) == total == day(shop).takings
    (shift,) = shop.rows(Shift)
    assert shop.read(lambda tables: drawer_of(tables, shift).expected) == 10_000
    shop.till.shifts.close_day(shop.time.new_id(), {}, False, "wang").result()
    z = day(shop)
    shop.time.later(minutes=24 * 60)
    paid = collect(shop, total + 1_000)
    assert (paid.amount, paid.change, owed(shop)) == (total, 1_000, 0)
    assert shop.read(lambda tables: drawer_of(tables, shift).expected) == 10_000 + total
    assert day(shop) == z and day(shop, NEXT).takings == 0 == day(shop, NEXT).receivable
    assert [(one.id, one.amount) for one in day(shop, NEXT).collected] == [("cash", total)]
    theirs = on_the_server(shop, NEXT)
    assert (theirs.figures.takings, theirs.debts) == (0, total)
    assert shop.till.shifts.figures({}, "wang").result().date == NEXT  # such a day is closed, too
    assert shop.rebuilt().different == ()


def test_never_beyond_the_limit_and_only_on_an_account_that_is_there(shop: Shop) -> None:
    shop.till.accounts.save(Account("hotel", "Chunxi Hotel", limit=5_000), "wang").result()
    shop.phone("A1").order(FISH, TOFU)
    charge(shop, "A1", 4_000)
    for amount, account, code in ((1_001, "hotel", "approval_needed"), (1, "", "account_missing")):
        with pytest.raises(Refused) as no:
            charge(shop, "A1", amount, account=account)
        assert no.value.code == code
    with pytest.raises(Refused) as no:
        shop.pay("A1", 100, "account")
    assert no.value.code == "account_missing"
    charge(shop, "A1", 1_000)
    shop.till.accounts.save(Account("hotel", "Chunxi Hotel", limit=9_000, closed=True), "wang").result()
    with pytest.raises(Refused) as no:
        charge(shop, "A1", 100)
    assert no.value.code == "unknown_account"
    assert owed(shop) == 5_000
    collect(shop, 5_000)  # a closed account may still pay
    assert owed(shop) == 0


def test_no_two_accounts_are_called_alike_so_no_debt_is_put_on_the_wrong_one(shop: Shop) -> None:
    for name in ("Chunxi Hotel", "  Chunxi   Hotel "):
        with pytest.raises(Refused, match="account_name"):
            shop.till.accounts.save(Account("other", name), "wang").result()
    shop.till.accounts.save(Account("hotel", "Chunxi Hotel", limit=60_000), "wang").result()
    shop.till.accounts.save(Account("other", "Chunxi Hostel"), "wang").result()
    with pytest.raises(Refused, match="account_name"):
        shop.till.accounts.save(Account("other", "Chunxi Hotel"), "wang").result()
    names = [one.account.name for one in shop.till.accounts.all("zhou").result()]
    assert sorted(names) == ["Chunxi Hostel", "Chunxi Hotel"]


def test_by_right_or_with_somebody_who_agrees(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    view = shop.opening("A1")
    with pytest.raises(Refused) as no:
        charge(shop, "A1", by="chen")
    assert no.value.code == "approval_needed"
    args = (view.opening.id, "account", view.due, view.version, True, "chen", shop.time.new_id(), "hotel")
    shop.till.accounts.charge(*args, approver=Approver("wang", "8888")).result()
    (fact,) = shop.events("payment.received")
    assert (fact["account"], fact["approved"]) == ("hotel", "wang")
    with pytest.raises(Refused) as no:
        shop.till.accounts.save(Account("x", "Somebody"), "zhou").result()
    assert no.value.code == "not_allowed"


def test_money_back_and_a_reversed_bill_lessen_the_debt(shop: Shop) -> None:
    shop.phone("A1").order(FISH, TOFU)
    total = shop.opening("A1").due
    charge(shop, "A1")
    opening = shop.opening("A1").opening.id
    shop.till.money.refund(opening, 700, {}, False, "complaint", "wang", shop.time.new_id()).result()
    assert owed(shop) == total - 700
    verb = shop.till.money.reverse(opening, True, False, "wrong_bill", "wang", shop.time.new_id())
    assert verb.result().amount == total - 700 == owed(shop)  # carried along
    assert [one.account for one in shop.rows(Payment)] == ["hotel", "hotel"]
    shop.pay("A1")
    balanced(day(shop))
    (new,) = [one for one in shop.rows(Settlement) if one.id != opening]
    verb = shop.till.money.reverse(new.id, False, False, "wrong_bill", "wang", shop.time.new_id())
    verb.result()
    assert owed(shop) == 0


def test_a_debt_booked_by_mistake_was_cash(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    charge(shop, "A1")
    (payment,) = shop.rows(Payment)
    change = shop.till.money.change_tender
    change(payment.id, "cash", "wrong_tender", "zhou", shop.time.new_id()).result()
    assert owed(shop) == 0 and shop.rows(Payment)[0].account == ""
    with pytest.raises(Refused) as no:
        change(payment.id, "account", "wrong_tender", "zhou", shop.time.new_id()).result()
    assert no.value.code == "account_missing"


def test_a_debt_is_paid_once_and_never_beyond_what_is_owed(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    charge(shop, "A1")
    payment, before = shop.time.new_id(), owed(shop)
    assert collect(shop, 1_000, "wechat", payment) == collect(shop, 1_000, "wechat", payment)
    assert owed(shop) == before - 1_000 and len(shop.rows(DebtPayment)) == 1
    for amount, tender, code in (
        (before, "wechat", "too_much"),
        (100, "account", "unknown_tender"),
        (100, "voucher", "unknown_tender"),
    ):
        with pytest.raises(Refused) as no:
            collect(shop, amount, tender)
        assert no.value.code == code
    collect(shop, before - 1_000)
    with pytest.raises(Refused) as no:
        collect(shop, 1)
    assert no.value.code == "nothing_to_pay"


def test_paper_names_the_account_and_hides_the_number(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    total = shop.opening("A1").due
    charge(shop, "A1")
    collect(shop, 1_000)
    (job,) = shop.rows(PrintJob, kind="account")
    text = text_of(shop, job)
    for words in ("Debt paid", "Chunxi Hotel", "138****5678", "no sale", f"{(total - 1_000) / 100:.2f}"):
        assert words in text
    assert "13812345678" not in text

    def slip(view: AccountView) -> str:
        from pos_app.workflows.account_slips import statement_slip

        known = shop.read(around)
        facts = statement_slip(view, known, FORM, shop.time.at, "zhou")
        return read_paper(encode(statement_ticket(facts, FORM))).text

    text = slip(shop.till.accounts.statement("hotel", "zhou").result())
    for words in ("Statement of account", "bill 1", f"{total / 100:.2f}", "-10.00", "138****5678"):
        assert words in text
    shop.till.shifts.close_day(shop.time.new_id(), {}, True, "wang").result()
    (z,) = shop.rows(PrintJob, kind="day")
    assert "Debts paid, no sale" in text_of(shop, z)
    (shift,) = shop.rows(Shift)
    shop.till.shifts.hand_over(shift.id, "", 0, True, "zhou").result()
    (over,) = shop.rows(PrintJob, kind="shift")
    assert "Of it debts paid" in text_of(shop, over)


AMOUNT = st.integers(0, 10_000)


@settings(max_examples=60)
@given(st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT), max_size=6))
def test_what_is_owed_is_what_was_charged_and_not_paid(rows: list[tuple[int, int, int]]) -> None:
    tables = MemoryTables()
    for place, (charged, back, paid) in enumerate(rows):
        id = str(place)
        tables.put(Payment(id, id, "account", charged, charged, 0, place, "", DAY, account="a"))
        tables.put(Refund(id, id, id, id, id, "account", back, place, "", DAY, account="a"))
        tables.put(DebtPayment(id, "a", "cash", paid, paid, 0, place, "", DAY))
        tables.put(Payment(f"x{id}", id, "account", charged, charged, 0, place, "", DAY, account="b"))
    expected = sum(charged - back - paid for charged, back, paid in rows)
    assert balance_of(tables, "a") == expected


def test_a_manager_agrees_by_pin_to_more_than_the_limit_and_stands_in_the_fact(shop: Shop) -> None:
    shop.till.accounts.save(Account("hotel", "Chunxi Hotel", limit=1_000), "wang").result()
    shop.phone("A1").order(FISH, TOFU)
    total, version = shop.opening("A1").due, shop.opening("A1").opening.version
    payment = shop.time.new_id()
    args = (shop.opening("A1").opening.id, "account", total, version, False, "zhou", payment, "hotel", "")
    with pytest.raises(Refused) as no:
        shop.till.accounts.charge(*args).result()
    assert no.value.code == "approval_needed" and owed(shop) == 0
    with pytest.raises(Refused) as wrong:
        shop.till.accounts.charge(*args, Approver("wang", "0000")).result()
    assert wrong.value.code == "wrong_pin" and owed(shop) == 0
    done = shop.till.accounts.charge(*args, Approver("wang", "8888")).result()
    assert shop.till.accounts.charge(*args).result() == done  # a lost answer needs nobody again
    assert owed(shop) == total
    assert shop.events("payment.received")[-1]["approved"] == "wang"
    assert shop.rebuilt().different == ()
