"""Accounts 挂账 as verbs of the till: ``till.accounts``. Each returns at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from domain.money.accounts import Account, DebtPayment
from domain.money.payments import Payment
from domain.money.tenders import tenders_of
from pos_app.workflows import accounts, paying
from pos_app.workflows.account_slips import statement_slip
from pos_app.workflows.accounts import AccountView
from pos_app.workflows.approving import Approver, Approving, Demand
from pos_app.workflows.book import Entry
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.report_slips import Around
from pos_app.workflows.shift_verbs import StaffRead
from pos_app.workflows.staff_write import StaffWrite
from printers.slips.statement import statement_ticket
from printers.slips.words import SlipForm
from printers.ticket import Ticket


class AccountVerbs:
    """``kick`` opens the drawer; ``print_once`` prints past the ledger what is no fact."""

    def __init__(
        self,
        approving: Approving,
        staff_write: StaffWrite,
        staff_read: StaffRead,
        kick: Callable[[], None],
        print_once: Callable[[Callable[[SlipForm], Ticket]], Future[None]],
    ) -> None:
        self._approving, self._staff_write, self._staff_read = approving, staff_write, staff_read
        self._kick, self._print_once = kick, print_once

    def all(self, by: str) -> Future[tuple[AccountView, ...]]:
        """Everybody who may owe, and how much they do."""
        return self._staff_read(by, "settle", lambda tables, _now, _zone: accounts.all_accounts(tables))

    def statement(self, account: str, by: str) -> Future[AccountView]:
        """One account with all that it was charged and paid."""
        return self._staff_read(by, "settle", lambda tables, _now, _zone: accounts.statement(tables, account))

    def save(self, account: Account, by: str) -> Future[None]:
        """A new account, or one changed."""
        return self._staff_write(by, "settings", lambda entry: accounts.save(entry, account, by))

    def charge(
        self,
        opening: str,
        tender: str,
        amount: int,
        version: int,
        print_receipt: bool,
        by: str,
        payment: str,
        account: str,
        bill: str = "",
        approver: Approver | None = None,
    ) -> Future[PaymentDone]:
        """So much of a bill is put on an account; beyond its limit by a right of its own."""

        def demand(entry: Entry) -> Demand:
            if entry.tables.get(Payment, payment) or not account:
                return Demand("account")
            return Demand("account_over" if amount > accounts.room_on(entry, account) else "account")

        def work(entry: Entry, who: str) -> PaymentDone:
            args = (opening, tender, amount, version, print_receipt, by, payment, bill, account, who)
            over = demand(entry).right == "account_over"
            return paying.take_payment(entry, *args, over=over)

        return self._approving.act(by, demand, work, approver)

    def collect(
        self,
        account: str,
        tender: str,
        tendered: int,
        print_slip: bool,
        by: str,
        payment: str,
        reference: str = "",
    ) -> Future[DebtPayment]:
        """Money comes in for a debt; cash opens the drawer."""

        def work(entry: Entry) -> tuple[DebtPayment, bool]:
            done = accounts.collect(entry, account, tender, tendered, print_slip, payment, by, reference)
            return done, tenders_of(entry.tables)[tender].drawer

        future: Future[DebtPayment] = Future()

        def answer(done: Future[tuple[DebtPayment, bool]]) -> None:
            if error := done.exception():
                future.set_exception(error)
                return
            row, drawer = done.result()
            if drawer:
                self._kick()
            future.set_result(row)

        self._staff_write(by, "settle", work).add_done_callback(answer)
        return future

    def print_statement(self, view: AccountView, known: Around, now: int, by: str) -> Future[None]:
        """A statement on paper. Raises Refused("no_receipt_printer")."""
        return self._print_once(
            lambda form: statement_ticket(statement_slip(view, known, form, now, by), form)
        )
