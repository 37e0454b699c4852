"""What keeps somebody from doing an act alone, in words: which limit of theirs it goes beyond."""

from collections.abc import Sequence

from domain.people.roles import A_DAY
from domain.people.staff import Staff, limit, role_of
from pos_app.language import _, ngettext, pgettext
from pos_app.models.wording import Wording
from pos_app.workflows.approving import Demand, TakenOff

FEW = 3


def why_not_alone(demand: Demand, person: Staff | None, before: TakenOff, wording: Wording) -> str:
    """The limit of the person that an act goes beyond; "": it is the right that is missing."""
    if person is None or not role_of(person).carries(demand.right):
        return ""
    name = demand.beyond(person, before)
    most = (limit(person, name) or 0) if name else 0
    if name == A_DAY:
        return _("Alone up to {limit} a day, {amount} used.").format(
            limit=wording.money(most), amount=wording.money(before.get(person.id, 0))
        )
    if name == "discount":
        return _("Alone up to {percent}%.").format(percent=f"{most / 100:g}")
    if name == "drawer":
        return ngettext("Alone {n} time a shift.", "Alone {n} times a shift.", most).format(n=most)
    return _("Alone up to {amount} at a time.").format(amount=wording.money(most)) if name else ""


def not_allowed(people: Sequence[Staff], right: str, wording: Wording) -> str:
    """A right is missing: who of the staff has it, the first few."""
    names = [wording.name(one.name) for one in people if role_of(one).carries(right)][:FEW]
    if not names:
        return _("Your role may not do this. Ask a manager.")
    return _("Your role may not do this. Ask {names}.").format(names=pgettext("list", ", ").join(names))


def who_agrees(others: Sequence[Staff], wording: Wording) -> str:
    """Who can agree by PIN."""
    if not others:
        return _("Nobody on the staff list may do this")
    names = pgettext("list", ", ").join(wording.name(one.name) for one in others)
    return _("A manager agrees by PIN: {names}").format(names=names)


def asked_later(others: Sequence[Staff], wording: Wording) -> str:
    """Who agrees to what is tapped now, once the round is sent."""
    words = who_agrees(others, wording)
    return _("{who}. Asked when the round is sent.").format(who=words) if others else words
