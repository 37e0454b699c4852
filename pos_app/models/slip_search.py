"""What somebody types to find a slip of the day, as the ledger understands it."""

import re
from collections.abc import Iterable

from domain.errors import name_in
from pos_app.database.slips_of_day import Asked
from pos_app.models.print_rows import JOB_KINDS, kind_word
from pos_app.workflows.views import TillView

_BILL = re.compile(r"\d{4}-\d{3,}")
_NUMBER = re.compile(r"(?:no\.?)?(\d{1,6})", re.ASCII)


def asked_for(text: str, view: TillView) -> tuple[Asked, ...]:
    """Each word is a number, a bill, a table, a printer or a kind of slip; a word may be several of them."""
    return tuple(_asked(word.casefold(), view) for word in text.split())


def _asked(word: str, view: TillView) -> Asked:
    number = _NUMBER.fullmatch(word)
    return Asked(
        number=int(number[1]) if number else 0,
        bill=word if _BILL.fullmatch(word) else "",
        tables=_tables(word, view),
        printers=tuple(one.id for one in view.printers if _among(word, one.names.values())),
        kinds=tuple(kind for kind in JOB_KINDS if word in kind_word(kind).casefold()),
    )


def _tables(word: str, view: TillView) -> tuple[str, ...]:
    """The table with that label, else those whose labels begin so."""
    labels = {table.id: name_in(table.label, "und").casefold() for table in view.floor.tables}
    exact = tuple(id for id, label in labels.items() if label == word)
    return exact or tuple(id for id, label in labels.items() if label.startswith(word))


def _among(word: str, names: Iterable[str]) -> bool:
    return any(word in name.casefold() for name in names)
