"""The house's rules and habits as their owner sets them; reached as ``till.house``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future

from domain.errors import Refused
from domain.floor.plan import Floor
from domain.money.house_rules import CHANGED, HABITS, changes, check_habits, check_rules
from domain.money.tenders import DEPOSIT, GROUP, Tender, check_tenders, tenders_of
from domain.record.plain import to_plain
from domain.record.rows import Document
from domain.selling.menu import Menu
from domain.selling.price import Rules
from domain.selling.time_menus import TimeMenu, check_time_menus
from pos_app.workflows.book import Entry
from pos_app.workflows.staff_write import StaffWrite


class HouseVerbs:
    """Verbs return futures; a rule's no comes out of them as domain.errors.Refused."""

    def __init__(self, write: StaffWrite) -> None:
        self._write = write

    def save(self, rules: Rules, floor: Floor, by: str) -> Future[None]:
        """Rules, and of the floor its habits; their versions are those that were looked at."""
        return self._write(by, "settings", lambda entry: save_house(entry, rules, floor, by))

    def save_tenders(self, before: Sequence[Tender], after: Sequence[Tender], by: str) -> Future[None]:
        """Ways of paying, in their order; ``before`` are those that were looked at."""
        return self._write(by, "settings", lambda entry: save_tenders(entry, before, after, by))

    def save_times(self, before: Sequence[TimeMenu], after: Sequence[TimeMenu], by: str) -> Future[None]:
        """Menus for certain hours, in their order; ``before`` are those that were looked at."""
        return self._write(by, "settings", lambda entry: save_times(entry, before, after, by))


def save_times(entry: Entry, before: Sequence[TimeMenu], after: Sequence[TimeMenu], by: str) -> None:
    """Publish the menu with them, if anything changed. Raises Refused."""
    menu = entry.document(Menu, "menu")
    if menu.times != tuple(before):
        raise Refused("settings_old")
    check_time_menus(after, menu)
    if menu.times != tuple(after):
        told = {"times": [to_plain(one) for one in after], CHANGED: {"times": _changed_names(before, after)}}
        _publish(entry, "menu", told, by)


def _changed_names(before: Sequence[TimeMenu], after: Sequence[TimeMenu]) -> list[dict[str, str]]:
    """What those are called that are new, otherwise or gone; none if only their order is another."""
    was, now = ({one.id: one for one in menus} for menus in (before, after))
    return [dict(one.names) for id, one in {**was, **now}.items() if was.get(id) != now.get(id)]


def save_tenders(entry: Entry, before: Sequence[Tender], after: Sequence[Tender], by: str) -> None:
    """Publish them, if anything changed. Raises Refused."""
    now = [one for one in tenders_of(entry.tables).values() if one not in (GROUP, DEPOSIT)]
    if now != list(before):
        raise Refused("settings_old")
    check_tenders(now, after)
    if list(after) != now:
        _publish(entry, "tenders", {"tenders": [to_plain(one) for one in after]}, by)


def save_house(entry: Entry, rules: Rules, floor: Floor, by: str) -> None:
    """Publish what changed; nothing changed, nothing is published. Raises Refused."""
    before, plan = entry.document(Rules, "rules"), entry.document(Floor, "floor")
    if (rules.version, floor.version) != (before.version, plan.version):
        raise Refused("settings_old")
    check_rules(rules)
    check_habits(floor)
    if changed := changes(before, rules):
        _publish(entry, "rules", {**_whole(rules), CHANGED: changed}, by)
    habits = {name: value for name, value in changes(plan, floor).items() if name in HABITS}
    if habits:
        now = {name: getattr(floor, name) for name in habits}
        _publish(entry, "floor", {**now, CHANGED: habits}, by)


def _whole(rules: Rules) -> dict[str, object]:
    """Each rule, also one that is as it would be without a word: what stood there before is replaced."""
    plain = to_plain(rules)
    return {name: plain.get(name, to_plain(getattr(rules, name))) for name in Rules.__dataclass_fields__}


def _publish(entry: Entry, name: str, change: Mapping[str, object], by: str) -> None:
    """What the document says that we do not know stays."""
    row = entry.tables.get(Document, name)
    said = dict(row.body) if row else {}
    version = int(said.get("version", 0)) + 1
    entry.record(f"{name}.published", {**said, **change, "version": version}, by)
