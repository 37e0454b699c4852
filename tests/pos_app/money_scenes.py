"""Scenes of the screenshots: what is done to money that was taken."""

from typing import Any

from domain.money.accounts import Account
from pos_app.screens.money.account_forms import DebtSheet, EditAccountSheet
from pos_app.screens.money.account_sheets import AccountsSheet, StatementSheet
from pos_app.screens.money.charge_sheet import ChargeSheet
from pos_app.screens.money.move_payment_sheet import MovePaymentSheet
from pos_app.screens.money.reverse_sheet import ReverseSheet
from pos_app.screens.money.settled_sheet import SettledSheet
from pos_app.screens.money.voucher_sheet import VoucherSheet
from pos_app.widgets.sheet import Sheet
from tests.pos_app.evening import Evening


def put_right(camera: Any, evening: Evening) -> None:
    """A paid bill is found and reversed."""
    till, window = evening.till, camera.window
    window.go("drawer", "")
    SettledSheet(window.desk, window).open()
    _rest(camera, "paid-bills")
    bills = till.money.settled("zhou").result().bills
    ReverseSheet(window.desk, window, till.money.settled_bill(bills[0].id, "zhou").result()).open()
    _rest(camera, "reverse")


def on_account(camera: Any, evening: Evening) -> None:
    """Who may pay later: the list, one of them, money for a debt, and a bill that is put there."""
    till, window = evening.till, camera.window
    window.desk.sign(till.view.staff[0])
    for id, name, limit in (("office", "春熙路物业管理有限公司", 500_000), ("liu", "刘先生", 20_000)):
        kind = "company" if id == "office" else "guest"
        till.accounts.save(Account(id, name, kind, limit, "13812345678"), "wang").result()
    opening = till.view.openings[evening.opening("A3")]
    if not opening.payments:
        args = (opening.opening.id, "account", 3_000, opening.version, False, "wang", till.new_id(), "office")
        till.accounts.charge(*args).result()
    opening = till.view.openings[opening.opening.id]
    window.go("drawer", "")
    AccountsSheet(window.desk, window).open()
    _rest(camera, "accounts")
    view = till.accounts.statement("office", "wang").result()
    for name, sheet in (
        ("account", lambda: StatementSheet(window.desk, window, view)),
        ("account-debt", lambda: DebtSheet(window.desk, window, view)),
        ("account-edit", lambda: EditAccountSheet(window.desk, window, view.account)),
        ("voucher", lambda: VoucherSheet(window.desk, window, opening, True)),
        (
            "move-payment",
            lambda: MovePaymentSheet(
                window.desk, window, "A3", till.view.openings[opening.opening.id].payments
            ),
        ),
        ("charge", lambda: ChargeSheet(window.desk, window, opening, "account", 25_800, True, "x")),
    ):
        sheet().open()
        _rest(camera, name)


def _rest(camera: Any, name: str) -> None:
    """Take the picture once the answers are there, and close what is open."""
    camera.rest(300)
    camera.shoot(name)
    for sheet in camera.window.findChildren(Sheet):
        sheet.cancel()
