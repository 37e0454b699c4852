"""What one staff list changed of the one before it: who came, left or has another role, and what roles
may do.

It stands in the fact, for an audit that says only that something was changed says nothing. No PIN is in it,
only that it was changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.people.roles import LIMITS, NOBODY, Role
from domain.people.staff import Staff, StaffList

CAME, LEFT, NAMED, ROLE, PIN = "came", "left", "named", "role", "pin"


def staff_changes(before: StaffList, after: StaffList) -> Mapping[str, Any]:
    """``people``: what became of each who changed, with names and role before and after; ``roles``: by id the
    names, rights ``gained`` and ``lost``, and ``limits`` as [before, after], None for no limit;
    ``lock_after``: [before, after] in seconds. What did not change is not there."""
    known = {one.id: one for one in before.staff}
    people = [change for one in after.staff if (change := _person(known.get(one.id), one))]
    roles = _roles({one.id: one for one in before.roles}, {one.id: one for one in after.roles})
    found: dict[str, Any] = {"people": people, "roles": roles}
    if before.lock_after != after.lock_after:
        found["lock_after"] = [before.lock_after, after.lock_after]
    return {name: value for name, value in found.items() if value}


def _person(was: Staff | None, now: Staff) -> dict[str, Any]:
    told = {"id": now.id, "name": dict(now.name), "role": now.role}
    if now.left_at:
        return {**told, "what": [LEFT]} if was is not None and not was.left_at else {}
    if was is None or was.left_at:
        return {**told, "what": [CAME]}
    what = [
        *([NAMED] if dict(was.name) != dict(now.name) else []),
        *([ROLE] if was.role != now.role else []),
        *([PIN] if was.pin != now.pin else []),
    ]
    return {**told, "what": what, "was": {"name": dict(was.name), "role": was.role}} if what else {}


def _roles(before: Mapping[str, Role], after: Mapping[str, Role]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for id in dict.fromkeys((*before, *after)):
        was, now = before.get(id, NOBODY), after.get(id, NOBODY)
        change: dict[str, Any] = {
            "gained": [right for right in now.rights if right not in was.rights],
            "lost": [right for right in was.rights if right not in now.rights],
            "limits": {
                name: [was.limits.get(name), now.limits.get(name)]
                for name in LIMITS
                if was.limits.get(name) != now.limits.get(name)
            },
        }
        change = {name: value for name, value in change.items() if value}
        if id not in before or id not in after:
            change["new" if id in after else "gone"] = True
        if change or dict(was.names) != dict(now.names):
            found[id] = {**change, "names": dict(now.names or was.names)}
    return found
