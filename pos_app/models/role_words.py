"""How rights, roles and limits are said, and what somebody changed of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.money.currency import decimals
from domain.people.roles import LIMITS, NOBODY, Role
from domain.people.staff_changes import CAME, LEFT, NAMED, PIN, ROLE
from pos_app.language import _, pgettext
from pos_app.models.wording import Wording
from pos_app.workflows.views import TillView


def role_name(role: Role, wording: Wording) -> str:
    """A role's own name, else the house's word for it."""
    known = {
        "owner": _("Owner"),
        "manager": _("Manager"),
        "cashier": _("Cashier"),
        "waiter": _("Waiter"),
        "chef": _("Head chef"),
    }
    return wording.name(role.names) or known.get(role.id, role.id)


def right_word(right: str) -> str:
    """What a right allows."""
    return {
        "sell": _("Take orders"),
        "serve": _("Open, serve and clear tables"),
        "settle": _("Take payments, have the drawer"),
        "print": _("Print again"),
        "sold_out": _("Sold-out list"),
        "void": _("Void dishes"),
        "gift": _("Give dishes away"),
        "discount": _("Discounts"),
        "reprice": _("Change a price"),
        "open_price": _("Type a price: open dish, price of the day"),
        "comp": _("Bill on the house"),
        "staff_meal": _("Staff meal"),
        "walkout": _("Guests left without paying"),
        "tender_change": _("Change how a bill was paid"),
        "refund": _("Refunds"),
        "reverse": _("Reverse a settled bill"),
        "drawer": _("Open the drawer without a sale"),
        "shift_force": _("End somebody else's shift"),
        "day_end": _("Close the day"),
        "reports": _("See figures and who did what"),
        "people": _("Edit staff and roles"),
        "settings": _("Settings, servers, backups"),
        "account": _("Charge to an account, let guests pay later"),
        "account_over": _("Charge beyond an account's limit"),
        "tip_over": _("Keep what is paid too much as a tip"),
        "off_hours": _("Sell dishes out of their hours"),
        "deposit": _("Take deposits"),
        "deposit_back": _("Give deposits back, keep them"),
    }.get(right, right)


def limit_word(name: str) -> str:
    """What a limit bounds, with its unit."""
    return {
        "discount": _("Discount alone up to, %"),
        "void": _("Void alone up to, an act"),
        "gift": _("Give dishes away alone up to, an act"),
        "reprice": _("Lower a price alone up to, an act"),
        "open_price": _("Type prices alone up to, a round"),
        "a_day": _("Take off bills or give back alone up to, a day"),
        "refund": _("Give back alone up to, an act"),
        "deposit_back": _("Give or keep a deposit alone up to, an act"),
        "drawer": _("Drawer without a sale, times a shift"),
    }.get(name, name)


def limit_unit(name: str, currency: str) -> int:
    """How many of a limit's units one typed number is."""
    money: int = 10 ** decimals(currency)
    return {"discount": 100, "drawer": 1}.get(name, money)


def staff_words(changed: Mapping[str, Any], view: TillView, wording: Wording) -> list[str]:
    """Who and what was changed; nothing for a fact of before that was told."""
    found = list[str]()
    for one in changed.get("people", ()):
        words = pgettext("list", ", ").join(_person(one, view, wording))
        found.append(_("{what}: {how}").format(what=wording.name(one["name"]), how=words))
    for id, change in changed.get("roles", {}).items():
        words = pgettext("list", ", ").join(_role(change, view, wording))
        role = _role_called(id, view, wording, change["names"])
        found.append(_("{what}: {how}").format(what=role, how=words))
    if lock := changed.get("lock_after"):
        before, after = (_("{n} s").format(n=one) if one else _("never") for one in lock)
        found.append(_("PIN asked for again after {before} → {after}").format(before=before, after=after))
    return found


def _person(change: Mapping[str, Any], view: TillView, wording: Wording) -> Iterator[str]:
    role, was = _role_called(change["role"], view, wording), change.get("was", {})
    for what in change["what"]:
        if what == ROLE:
            yield f"{_role_called(was['role'], view, wording)} → {role}"
        elif what == NAMED:
            yield _("was called {name}").format(name=wording.name(was["name"]))
        else:
            yield {
                CAME: _("works here, {role}").format(role=role),
                LEFT: _("works here no more"),
                PIN: _("another PIN"),
            }.get(what, what)


def _role(change: Mapping[str, Any], view: TillView, wording: Wording) -> Iterator[str]:
    if change.get("new"):
        yield _("new role")
    if change.get("gone"):
        yield _("no role any more")
        return
    yield from (f"+ {right_word(right)}" for right in change.get("gained", ()))
    yield from (f"− {right_word(right)}" for right in change.get("lost", ()))
    for name, values in change.get("limits", {}).items():
        before, after = (_limit(name, value, view, wording) for value in values)
        began = set(LIMITS.get(name, ())) <= set(change.get("gained", ()))  # it had no such right before
        how = after if began else f"{before} → {after}"
        yield _("{what}: {how}").format(what=limit_word(name), how=how)
    if set(change) == {"names"}:
        yield _("another name")


def _limit(name: str, value: int | None, view: TillView, wording: Wording) -> str:
    if value is None:
        return _("no limit")
    if name in ("discount", "drawer"):
        return f"{value / limit_unit(name, view.store.currency):g}"
    return wording.money(value, short=True)


def _role_called(id: str, view: TillView, wording: Wording, names: Mapping[str, str] | None = None) -> str:
    known = next((one for one in view.people.roles if one.id == id), NOBODY)
    return role_name(Role(id, names=names or known.names), wording)
