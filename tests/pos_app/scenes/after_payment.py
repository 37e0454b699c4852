"""Scenes of the screenshots: what is done to money that was taken."""

from dataclasses import replace
from typing import Any

from domain.money.accounts import Account
from domain.money.gateway_refunds import GatewayRefund
from domain.money.grants import LIVES, Grant
from domain.money.to_confirm import ToConfirm
from pos_app.screens.money.account_forms import DebtSheet, EditAccountSheet
from pos_app.screens.money.account_sheets import AccountsSheet, StatementSheet
from pos_app.screens.money.charge_sheet import ChargeSheet
from pos_app.screens.money.confirm_sheet import ConfirmSheet
from pos_app.screens.money.found_back import FoundSheet
from pos_app.screens.money.move_payment_sheet import MovePaymentSheet
from pos_app.screens.money.reverse_sheet import ReverseSheet
from pos_app.screens.money.sent_back import SentBackSheet
from pos_app.screens.money.voucher_sheet import VoucherSheet
from pos_app.workflows.views import ChargeView, FoundBack, Unclaimed
from tests.pos_app.evening import Evening
from tests.pos_app.scenes.camera import close_sheets


def put_right(camera: Any, evening: Evening) -> None:
    """A paid bill is found and reversed."""
    till, window = evening.till, camera.window
    window.go("bills", "")
    camera.rest(300)
    camera.shoot("bills")
    letters = window.work._screens["bills"]._letters
    letters.show()
    camera.shoot("bills-letters")
    letters.hide()
    window.work._show_seldom()
    _rest(camera, "manage")
    bills = till.money.settled("zhou").result().bills
    ReverseSheet(window.desk, window, till.money.settled_bill(bills[0].id, "zhou").result()).open()
    _rest(camera, "reverse")


def _late(id: str, evening: Evening, ago: int, state: str) -> ChargeView:
    """Money that came when no bill took it any more."""
    at = evening.time - ago
    told = ("o", "b", "wechat", 4_600, "jsapi", "http://127.0.0.1", at, "phone", "", at + LIVES)
    return ChargeView(Grant(id, *told, phone="her-phone"), state)


def going_back(camera: Any, evening: Evening) -> None:
    """Refunds by their providers: waiting for the network, worked on, gone back, refused and held."""
    till, window = evening.till, camera.window
    window.desk.sign(till.view.staff[0])
    states = {
        "offline": ("on_way", "wechat", 2_800, ""),
        "waiting": ("on_way", "alipay", 12_800, ""),
        "gone": ("gone", "wechat", 6_400, ""),
        "failed": ("failed", "alipay", 3_600, "refund_refused"),
        "stuck": ("stuck", "wechat", 9_900, ""),
    }
    sending = till.sending_back
    for place, (told, (state, tender, amount, why)) in enumerate(states.items()):
        row = GatewayRefund(
            *(f"a{place}.0", f"a{place}", "p", "", "o", "b", tender, amount, evening.time - place * 61_000),
            *("wang", "2026-11-21", 1, state, why),
        )
        sending._rows[row.id], sending._told[row.id] = row, told
    before, charging = till.charging._views, till.charging
    charging._views = {
        one.grant.id: one
        for one in (_late("b1", evening, 4_800_000, "returning"), _late("b2", evening, 900_000, "returned"))
    }
    lost = ("u", 6_800, "wechat", "barcode", "T", "", "o", evening.time - 720_000)
    till.unclaimed.views = (Unclaimed(*lost),)
    found = FoundBack("50300806962026113012345678", "c", 3_800, "wechat", "o", "", "2026-11-21 20:15:00", 18)
    till.found_refunds.views = (found,)
    till.refresh()
    window.go("drawer", "")
    camera.rest(300)
    camera.shoot("drawer-going-back")
    SentBackSheet(window.desk, window).open()
    _rest(camera, "going-back")
    FoundSheet(window.desk, window, found).open()
    _rest(camera, "book-found")
    sending._rows.clear()
    till.unclaimed.views, till.found_refunds.views = (), ()
    charging._views = before
    rows = [
        ToConfirm(
            f"p{n}",
            "o",
            "b",
            "printed_code",
            amount,
            evening.time - n * 61_000,
            "zhou",
            "2026-11-21",
            "",
            state,
        )
        for n, (amount, state) in enumerate(((12_800, "open"), (6_400, "denied"), (3_600, "open")))
    ]
    drawer = window.desk.view.drawer
    till._show(lambda view: replace(view, drawer=replace(drawer, to_confirm=tuple(rows))))
    camera.rest(300)
    ConfirmSheet(window.desk, window).open()
    _rest(camera, "to-confirm")
    till._show(lambda view: replace(view, drawer=drawer))
    till.refresh()


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
    close_sheets(camera)
