"""The page of a pre-bill 预结单: this one bill, what is left of it, and to pay that or a share. It needs no
script, but inside WeChat, whose wallet is called by one; where scripts run, it comes anew in its place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2

from domain.errors import name_in, refusal_text
from domain.money.phone_pay import PLAY, SHARE, offered, part_of_bill
from sync_server.diner import again
from sync_server.diner.language import Language, after
from sync_server.diner.money import Currency, currency
from sync_server.diner.page import environment, policy, seal
from sync_server.diner.paying import channel_names, tell_try
from sync_server.diner.style import stylesheet
from sync_server.workflows.storefront import BillNow, RequestNow

SCRIPT = """
document.addEventListener("click", function (event) {
  var told = event.target.getAttribute("data-invoke");
  if (!told || !window.WeixinJSBridge) return;
  window.WeixinJSBridge.invoke("getBrandWCPayRequest", JSON.parse(told), function () { location.reload(); });
});
"""  # what the wallet says proves nothing: the page asks again
POLICY = again.allowing(policy().replace("form-action 'none'", "form-action 'self'"), SCRIPT, again.SCRIPT)
SOON, WALLET = 2, 6  # seconds until the page comes anew: while the restaurant is asked, and while she pays
OPEN = ("received", "handed", "open")
MOST_GUESTS = 12  # among whom the page offers to share


def _m(message: str) -> str:
    return message


WORDS_OF = {
    "paid": _m("The restaurant has your money."),
    "ended": _m("It was not paid. Nothing was charged."),
    "lapsed": _m("The restaurant did not answer in time. Nothing was charged."),
    "back": _m("No bill takes this money any more. It is on its way back to you."),
    "returned": _m("No bill takes this money any more. It has gone back to you."),
}
ASKING = _m("Asking the restaurant…")


def bill_page(
    now: BillNow,
    phone: str,
    payment: str,
    home: str,
    browser: str,
    payer_known: bool,
    language: Language,
) -> bytes:
    """The bill, with a button for each way to pay what is left. ``payment``: the id that the next wish to pay
    has; ``home``: the page's own address. ``payer_known``: whether WeChat has said who this phone is."""
    money, tag = currency(str(now.store.get("currency", "CNY"))), language.tag
    ways = {
        channel: way for channel, way in offered(now.ways, browser).items() if way != "jsapi" or payer_known
    }
    bill, dishes = now.money, _dishes(now)
    rest = bill.total - sum(amount for _, _, amount in dishes)
    why = _only_at_counter(now, bool(ways))
    return _render(
        now.store,
        language,
        place=name_in(now.place, tag),
        number=language.apart(now.opening.number),
        lines=[
            (name_in(names, tag), _portions(count), money.full(amount)) for names, count, amount in dishes
        ],
        fees=money.full(rest) if rest > 0 else "",
        reduced=money.full(rest) if rest < 0 else "",
        total=money.full(bill.total),
        paid=money.full(bill.paid) if bill.paid else "",
        waiting=money.full(bill.waiting) if bill.waiting else "",
        left=money.full(bill.left),
        to_pay=language.apart(money.full(bill.left)),
        shares=_shares(now, language),
        nothing=not bill.left,
        why=refusal_text(why, {}, language.translate, tag) if why else "",
        channels=channel_names(ways, language),
        play=PLAY in ways.values(),
        home=home,
        form={"phone": phone, "payment": payment, "amount": bill.left, "total": bill.total},
    )


def try_page(store: Any, one: RequestNow, at: int, home: str, language: Language) -> bytes:
    """How far a wish to pay is; ``home``: the bill's own page."""
    told = tell_try(one, at, language)
    money = currency(str(store.get("currency", "CNY")))
    state, phone = told["state"], told.get("phone") or {}
    return _render(
        store,
        language,
        state=state,
        open=state in OPEN,
        anew=(WALLET if phone else SOON) if state in OPEN else 0,
        sum=money.full(told["amount"]),
        received=language.apart(money.full(told["amount"])),
        words=" ".join(filter(None, (_words(told, state, language), _back(told, money, language)))),
        play=bool(told.get("play")),
        address=phone.get("text", "") if phone.get("kind") == "address" else "",
        invoke=json.dumps(phone["invoke"]) if phone.get("kind") == "invoke" else "",
        home=home,
        form={"phone": one.body["phone"], "payment": one.id},
    )


def _words(told: Mapping[str, Any], state: str, language: Language) -> str:
    return str(told.get("text") or language.translate(WORDS_OF.get(state, ASKING)))


def _back(told: Mapping[str, Any], money: Currency, language: Language) -> str:
    """What of it goes back, as the page at the table says it (pay.js); "" for nothing."""
    if not told.get("back"):
        return ""
    words = language.translate(_m("{price} of it goes back to you: dishes came off the bill meanwhile."))
    return words.format(price=language.apart(money.full(told["back"])))


def _dishes(now: BillNow) -> list[tuple[Any, int, int]]:
    """Names, thousandths and minor units of each: of one of several bills what each bears of it."""
    if now.money.dishes:
        return [(one.names, one.quantity, one.amount) for one in now.money.dishes]
    return [(line.line.names, line.line.quantity, line.amount - line.reduction) for line in now.opening.lines]


def _shares(now: BillNow, language: Language) -> list[tuple[str, str]]:
    """Equal shares to choose from: what the form says of one, and the words for it. None of who would pay all
    that is left by it."""
    money = currency(str(now.store.get("currency", "CNY")))
    found = ((of, part_of_bill(now.money, SHARE, of)) for of in range(2, MOST_GUESTS + 1))
    words = language.translate(_m("1 of {n}: {price}"))
    return [
        (f"{of}-{amount}", words.format(n=of, price=language.apart(money.full(amount))))
        for of, amount in found
        if 0 < amount < now.money.left
    ]


def _only_at_counter(now: BillNow, any_way: bool) -> str:
    """Why nothing can be paid here just now, a code; "" if it can."""
    if not now.connected or not any_way:
        return "pay_away"
    return "pay_at_till" if now.opening.at_till else now.money.only


def _portions(thousandths: int) -> str:
    return f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".")


def _render(store: Any, language: Language, **told: Any) -> bytes:
    names = store.get("names", {})
    return (
        _template()
        .render(
            _=language.translate,
            language=language,
            other=after(language),
            css=stylesheet(language.direction),
            store=name_in(names, language.tag),
            scripts=[SCRIPT, again.SCRIPT] if told.get("open") else [],
            seal=seal(name_in(names, "zh-Hans")),
            **told,
        )
        .encode()
    )


@cache
def _template() -> jinja2.Template:
    return environment().get_template("bill.html")
