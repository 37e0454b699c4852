"""What of the menu comes on paper: names in the languages in which the store's printers print."""

from __future__ import annotations

from collections.abc import Iterator

from domain.errors import name_in
from domain.selling.menu import Menu, Names
from domain.selling.print_setup import Printer, PrintSetup
from pos_app.workflows.print_forms import LANGUAGE


def words_on_paper(menu: Menu, setup: PrintSetup) -> Iterator[str]:
    """Names of dishes, portions, options and remarks as slips may say them; some come again."""
    printers = setup.printers or (Printer("", {}, ""),)
    told = {(one.language or LANGUAGE, one.second) for one in printers}
    tags = {tag for pair in told for tag in pair if tag}
    for names in _names(menu):
        yield from (name_in(names, tag) for tag in tags)


def _names(menu: Menu) -> Iterator[Names]:
    for dish in menu.dishes:
        yield dish.names
        yield from (spec.names for spec in dish.specs)
    for group in menu.groups:
        yield from (option.names for option in group.options)
    yield from (remark.names for remark in menu.remarks)
