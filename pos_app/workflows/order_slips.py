"""What a fact says for the slips of its dishes, so that whoever folds it needs no menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.selling.menu import Menu
from domain.selling.order import Line
from domain.selling.printing import cuts_by_category, setup_in
from pos_app.workflows.book import Entry


def told_to_printers(entry: Entry, lines: Sequence[Line]) -> dict[str, Any]:
    """What a fact says for the slips of its dishes, and of those within combos, where the set-up asks for it.

    ``categories``: the first of each; ``cups``: those that get labels.
    """
    setup, told = setup_in(entry.tables), dict[str, Any]()
    if not setup.cups and not cuts_by_category(setup):
        return told
    menu = entry.document(Menu, "menu")
    dishes = {name for line in lines for name in (line.dish, *(part.dish for part in line.parts))}
    found = {name: menu.by_id[name].categories for name in sorted(dishes & menu.by_id.keys())}
    if cuts_by_category(setup):
        told["categories"] = {name: categories[0] for name, categories in found.items() if categories}
    cups = [name for name, categories in found.items() if setup.cups_of(name, categories)]
    return {**told, "cups": cups} if cups else told
