"""The staff list as its owner edits it: people, roles, and how long the till stays open without a touch.

Nobody gives away more than they may do themselves, and somebody who may change the list always remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import Refused
from domain.money.house_rules import CHANGED
from domain.people.roles import FIRST_ROLES, LIMITS, NOBODY, RIGHTS, Role
from domain.people.staff import Staff, StaffList, may, role_of
from domain.people.staff_changes import staff_changes
from domain.record.plain import from_plain, to_plain
from domain.record.rows import Document
from pos_app.workflows.book import Entry

MOST_LOCK = 24 * 3600  # seconds


def save_person(
    entry: Entry, person_id: str, name: Mapping[str, str], role_id: str, pin_hash: str, by: str
) -> None:
    """Add or change somebody, who works here from now on; ``pin_hash`` "" leaves the PIN as it is."""
    body, people, editor = _begin(entry, by)
    if not any(text.strip() for text in name.values()):
        raise Refused("name_missing")
    role = people.role(role_id)
    known = next((one for one in people.staff if one.id == person_id), None)
    if not role.id:
        raise Refused("unreadable")
    for each in (role, role_of(known) if known else role):
        _not_above(each, editor)
    if known is None and not pin_hash:
        raise Refused("bad_pin", digits=4)
    change = {"id": person_id, "name": dict(name), "role": role.id, "left_at": 0}
    if pin_hash:
        change["pin"] = pin_hash
    _publish(entry, _with_person(body, change), by)


def leave(entry: Entry, person_id: str, by: str) -> None:
    """Somebody works here no more; the name stays for the past."""
    body, people, editor = _begin(entry, by)
    person = people.find(person_id)
    _not_above(role_of(person), editor)
    _publish(entry, _with_person(body, {"id": person.id, "left_at": entry.now}), by)


def save_roles(entry: Entry, roles: Sequence[Role], by: str) -> None:
    """The whole matrix. Who edits it gives no right, and lifts no limit, beyond their own; what a role may
    do beyond a limit of theirs may be taken from it."""
    body, people, editor = _begin(entry, by)
    before = {role.id: role for role in people.roles}
    mine = role_of(editor)
    for role in roles:
        _check(role)
        if role != before.get(role.id) and role.id != mine.id:
            _may_edit(before.get(role.id, NOBODY), role, mine)
        if role.id == mine.id and not role.within(mine):
            raise Refused("role_above")
    _publish(entry, {**body, "roles": to_plain(tuple(roles)), "known": list(RIGHTS)}, by)


def set_lock_after(entry: Entry, seconds: int, by: str) -> None:
    """After so many seconds without a touch the till asks for a PIN, 0: never."""
    body, _people, _editor = _begin(entry, by)
    if not 0 <= seconds <= MOST_LOCK:
        raise Refused("unreadable")
    _publish(entry, {**body, "lock_after": seconds}, by)


def _begin(entry: Entry, by: str) -> tuple[dict[str, Any], StaffList, Staff]:
    people = entry.document(StaffList, "staff")
    editor = people.find(by)
    may(editor, "people")
    row = entry.tables.get(Document, "staff")
    assert row is not None
    return dict(row.body), people, editor


def _not_above(role: Role, editor: Staff) -> None:
    if not role.within(role_of(editor)):
        raise Refused("role_above")


def _may_edit(before: Role, after: Role, mine: Role) -> None:
    """A role with more rights is not theirs to edit, nor one that edits staff and has higher limits: it is
    their superior's. Raises Refused."""
    superior = before.carries("people") or not set(before.rights) <= set(mine.rights)
    if (superior and not before.within(mine)) or not (after.within(mine) or after.within(before)):
        raise Refused("role_above")


def _check(role: Role) -> None:
    known = set(role.rights) <= set(RIGHTS) and set(role.limits) <= set(LIMITS)
    if not role.id or not known or any(value < 0 for value in role.limits.values()):
        raise Refused("unreadable")
    own = all(role.id != one.id for one in FIRST_ROLES)
    if own and not any(text.strip() for text in role.names.values()):
        raise Refused("name_missing")


def _with_person(body: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """What the document says of others, and what it says that we do not know, stays."""
    people = [{**one, **change} if one["id"] == change["id"] else one for one in body["staff"]]
    if all(one["id"] != change["id"] for one in body["staff"]):
        people.append(dict(change))
    return {**body, "staff": people}


def _publish(entry: Entry, body: dict[str, Any], by: str) -> None:
    after = from_plain(StaffList, body)
    if not any(role_of(person).carries("people") for person in after.present):
        raise Refused("nobody_left")
    changed = staff_changes(entry.document(StaffList, "staff"), after)
    entry.record("staff.published", {**body, CHANGED: changed, "version": body["version"] + 1}, by)
