"""How rights, roles and deeds are said."""

from collections.abc import Mapping
from typing import Any

from domain.floor.later import SEALED as LATER
from domain.money.reasons import WORDS
from domain.money.to_confirm import BILL
from domain.money.vouchers import Voucher
from domain.people.chat import OWNER
from domain.record.envelope import Event
from domain.record.plain import from_plain
from pos_app.language import _, pgettext
from pos_app.models.day_words import deposit_word
from pos_app.models.house_words import changed_words
from pos_app.models.print_rows import kind_word
from pos_app.models.role_words import staff_words
from pos_app.models.tender_words import tender_names
from pos_app.models.wording import Wording
from pos_app.workflows.auditing import Page, TakenOff, lines_told
from pos_app.workflows.views import TillView

NOTHING_FOUND = Page()


def group_word(group: str) -> str:
    """A group of the audit, "" for all."""
    return {
        "": _("Everything"),
        "void": _("Voids"),
        "price": _("Prices and gifts"),
        "kitchen": _("Started and hurried"),
        "supply": _("Sold out, prices of the day"),
        "ordered": _("Prices typed, sold out of hours"),
        "split": _("Split bills"),
        "tables": _("Tables changed, dishes moved"),
        "refund": _("Refunds"),
        "voucher": _("Group vouchers"),
        "account": _("Accounts"),
        "drawer": _("Drawer"),
        "day": _("Days closed"),
        "print": _("Printed again"),
        "sign_in": _("Sign-ins"),
        "settings": _("Settings"),
    }.get(group, group)


def doer(by: str, view: TillView, wording: Wording) -> str:
    """Who did it, also where that is nobody on the list of staff."""
    known = {OWNER: _("The owner"), BILL: _("Provider's bill")}
    name = wording.name(next((one.name for one in view.staff if one.id == by), {}))
    return name or known.get(by) or _("Till")


def deed_word(event: Event) -> str:
    """What was done, in a few words."""
    return {
        "line.voided": _("Dish voided"),
        "line.returned": _("Drinks returned"),
        "banquet.tables": _("Tables of a banquet changed"),
        "line.given": _("Dish given away"),
        "line.repriced": _("Price changed"),
        "line.discounted": _("Dish discounted"),
        "line.weighed": _("Dish weighed"),
        "stock.set": _("Off sale") if event.body.get("off") else _("Counted or sold out"),
        "price.set": _("Price of the day"),
        "order.placed": _ordered_word(event),
        "bill.discounted": _free_word(event) or _("Bill discounted"),
        "opening.moved": _("Guests pay later") if event.body.get(LATER) else _("Guests to another table"),
        "openings.joined": _("Tables put together"),
        "openings.parted": _("Tables parted"),
        "lines.moved": _("Dishes to another table"),
        "opening.guests": _("Number of guests changed"),
        "lines.started": _("Held dishes started"),
        "lines.timed": _("Held dishes timed"),
        "lines.hurried": _("Kitchen hurried"),
        "lines.unserved": _("Dishes not served after all"),
        "bill.split": _("Bill split"),
        "bills.merged": _("Bills put together"),
        "bill.shown": _("Bill shown before paying"),
        "bill.reversed": _("Bill reversed"),
        "payment.refunded": _("Refund"),
        "payment.received": _("Voucher taken"),
        "payment.moved": _("Payment moved to another table"),
        "voucher.voided": _("Voucher taken off the bill"),
        "payment.changed": _("Way of paying changed"),
        "payment.confirmed": _("Printed code: it came"),
        "payment.denied": _("Printed code: missing"),
        "grant.ended": _("Guest's code not charged"),
        "grant.refund_due": _("Charged when no bill took it any more"),
        "grant.returned": _("What no bill took went back to the guest"),
        "debt.paid": _("Debt paid"),
        "deposit.moved": deposit_word(str(event.body.get("kind"))),
        "tip.taken": _("Tip"),
        "invoice.asked": _("Invoice title"),
        "accounts.published": _("Accounts changed"),
        "shift.opened": _("Shift opened"),
        "shift.counted": _("Drawer counted"),
        "shift.closed": _("Shift handed over"),
        "day.closed": _("Day closed"),
        "print.asked": _("Printed again"),
        "print.cancelled": _("Ticket given up"),
        "staff.signed_in": _("Signed in"),
        "floor.published": _("Floor plan changed"),
        "staff.published": _("Staff or roles changed"),
        "menu.published": _("Menu changed"),
        "rules.published": _("Price rules changed"),
        "tenders.published": _("Ways of paying changed"),
        "printers.published": _("Printers changed"),
        "backup.key_made": _("Recovery key made"),
        "incarnation.began": {
            "rewind": _("Went on after the disk was set back"),
            "damaged": _("Went on behind a damaged record"),
        }.get(str(event.body.get("why")), _("Went on from a backup")),
        "record.mended": _("Damaged record put right from a server"),
        "clock.set_back": _("The clock was set back"),
        "cash.moved": {
            "in": _("Paid in"),
            "out": _("Paid out"),
            "drop": _("Dropped into the safe"),
            "opened": _("Opened without a sale"),
        }.get(str(event.body.get("kind")), _("Drawer")),
    }.get(event.kind, event.kind)


def _watched_lines(event: Event, mark: str) -> list[Mapping[str, Any]]:
    return [line for line in event.body.get("lines", ()) if isinstance(line, Mapping) and line.get(mark)]


def _ordered_word(event: Event) -> str:
    """Why a round is asked about."""
    late = [_("Sold out of hours")] if _watched_lines(event, "off_hours") else []
    typed = [_("Price typed at the till")] if _watched_lines(event, "typed") else []
    return " · ".join([*late, *typed])


def _free_word(event: Event) -> str:
    """Why nothing is charged for a bill; "": something is."""
    return {
        "comp": _("Bill on the house"),
        "staff_meal": _("Staff meal"),
        "walkout": _("Guests left without paying"),
    }.get(str(event.body.get("as", "")), "")


def reason_words(reason: str, view: TillView, wording: Wording) -> str:
    """A reason as people read it: the owner's name, the program's own, else as it was typed."""
    names = view.reasons.names(reason)
    return wording.name(names) if names else _(WORDS.get(reason, reason))


def deed_detail(
    event: Event,
    view: TillView,
    wording: Wording,
    off: TakenOff | None = None,
    page: Page = NOTHING_FOUND,
) -> str:
    """How much and why, as far as the fact says it, what it took ``off``, of which dishes and at which table
    it was, as the ``page`` found them."""
    body, found = event.body, []
    if event.kind == "shift.counted":
        found.append(wording.money(body["sum"]))
        found.append(_("should be {amount}").format(amount=wording.money(body["expected"])))
    elif event.kind == "shift.closed":
        body = body.get("report", {})
        over = body.get("counted", body.get("expected", 0)) - body.get("expected", 0)
        if over:
            word = _("Over") if over > 0 else _("Short")
            found.append(f"{word} {wording.money(abs(over))}")
        if body.get("why"):
            found.append(body["why"])
    elif event.kind == "day.closed":
        found.append(f"Z {body['z']:04d} · {body['date']}")
    elif event.kind == "lines.hurried":
        found.append(_("time {n}, after {minutes} min").format(n=body["times"], minutes=body["minutes"]))
    elif event.kind in ("lines.unserved", "lines.moved"):
        names = [page.dishes.get(line, {}) for line in lines_told(event)]
        found.append(pgettext("list", ", ").join(filter(None, (wording.name(one) for one in names))))
    elif event.kind == "order.placed":
        found.append(_ordered(event, wording))
    elif event.kind == "payment.received":
        found.append(_voucher(body, wording))
    elif event.kind == "opening.guests":
        found.append(_guests(body))
    elif event.kind == "bill.shown":
        found.append(wording.money(int(body["total"])))
    elif event.kind in ("print.asked", "print.cancelled"):
        found.append(kind_word(page.slips.get(str(body.get("of") or body["job"]), "")))
    elif event.kind == "incarnation.began":
        found += _left_out(body)
    elif event.kind in ("stock.set", "price.set"):
        found.append(_items(event, view, wording))
    elif event.kind == "staff.published":
        found += staff_words(body.get("changed", {}), view, wording)
    elif body.get("changed"):
        found.append(changed_words(body["changed"], wording))
    elif body.get("amount"):
        found.append(wording.money(int(body["amount"])))
    elif off is not None and off.amount:
        found.append(f"{wording.name(off.names)} {wording.money(off.amount)}".strip())
    elif event.kind == "payment.changed":
        ways = tender_names(view, wording)
        found.append(" → ".join(ways.get(body[name], body[name]) for name in ("before", "tender")))
    elif event.kind == "clock.set_back":
        found.append(_("by {minutes} min").format(minutes=body["seconds"] // 60))
    if most := int(body.get("discount", {}).get("most", 0)):
        found.append(_("at most {percent}%").format(percent=f"{most / 100:g}"))
    if place := _place(event, view, page, wording):
        found.append(place)
    if "line" in body and body.get("minutes"):
        found.append(_("{minutes} min after it was sent").format(minutes=body["minutes"]))
    if body.get("cooked"):
        found.append(_("was made already"))
    if body.get("prebilled"):
        found.append(_("after the pre-bill"))
    if isinstance(body.get("reason"), str) and body["reason"]:
        found.append(reason_words(body["reason"], view, wording))
    if body.get("approved"):
        who = next((one.name for one in view.staff if one.id == body["approved"]), {})
        found.append(_("approved by {name}").format(name=wording.name(who)))
    return " · ".join(found)


def _left_out(body: Mapping[str, Any]) -> list[str]:
    """Receipt numbers that nobody finds: they may be on paper of sales that are not here any more."""
    last = body.get("jumps", {}).get("receipt", 0)
    if "receipt" not in body or last <= body["receipt"]:
        return []
    return [_("receipts {first} to {last} left out").format(first=body["receipt"] + 1, last=last)]


def _items(event: Event, view: TillView, wording: Wording) -> str:
    """Dishes and options with how many there are, or what they cost."""
    options = {one.id: one.names for group in view.menu.groups for one in group.options}
    dishes = {one.id: one.names for one in view.menu.dishes}
    names = {**options, **dishes}
    return " · ".join(
        f"{wording.name(names.get(item, {'und': item}))} {_item_state(event, value, wording)}".strip()
        for item, value in event.body["items"].items()
    )


def _item_state(event: Event, value: int | None, wording: Wording) -> str:
    """What was said of a dish: its price of the day, or how many there are left of it."""
    if event.kind == "price.set":
        return wording.money(value) if value else _("no price")
    if event.body.get("off"):
        return ""  # the deed says so
    if value is None:
        return _("for sale again")
    return _("{n} left").format(n=wording.times(value)) if value else _("sold out today")


def _ordered(event: Event, wording: Wording) -> str:
    """The dishes for which a round is asked about, with what each costs."""
    late = _watched_lines(event, "off_hours")
    lines = [*late, *(line for line in _watched_lines(event, "typed") if line not in late)]
    return pgettext("list", ", ").join(
        f"{wording.name(line['names'])} {wording.money(line['price'])}" for line in lines
    )


def _voucher(body: Mapping[str, Any], wording: Wording) -> str:
    """Its code and what was typed of it."""
    deal = from_plain(Voucher, body["voucher"])
    words = _("{voucher}: {amount} off, sold for {sold}, the house gets {settlement}")
    return words.format(
        voucher=f"{deal.name} {deal.code}".strip(),
        amount=wording.money(int(body["amount"])),
        sold=wording.money(deal.sold),
        settlement=wording.money(deal.settlement),
    )


def _guests(body: Mapping[str, Any]) -> str:
    """How many, and how many there were, as far as the fact says it."""
    return " → ".join(str(body[name]) for name in ("was", "guests") if name in body)


def _place(event: Event, view: TillView, page: Page, wording: Wording) -> str:
    """The table, of what was moved from which to which; once its guests have left with the number of their
    bill."""
    opening = page.opening_of(event)
    here = _table(opening, view, page, wording)
    if went := page.moves.get(str(event.body.get("move", ""))):
        number = "" if opening in view.openings else page.places.get(opening, ({}, ""))[1]
        before, after = (wording.name(names) for names in went)
        return f"{before} → {after} {number}".strip()
    if source := str(event.body.get("source", "")):
        return f"{_table(source, view, page, wording)} → {here}"
    return here


def _table(id: str, view: TillView, page: Page, wording: Wording) -> str:
    if (opening := view.openings.get(id)) is not None:
        return wording.name(view.place(opening.opening))
    names, number = page.places.get(id, ({}, ""))
    return " ".join(filter(None, (wording.name(names), number)))
