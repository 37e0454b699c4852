"""The sheet without which no backup can be opened: the key as a code and in letters, and what to do with it.

It goes to the printer past the ledger: the ledger is kept and sent to servers, and the key must be in
neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from printers.layout import bar, centered, paragraph, row
from printers.slips.words import SlipForm
from printers.ticket import BOLD, DOUBLE, TALL, Cut, Element, Feed, QrCode, Rule, Span, Ticket

GROUP = 6  # letters that are read together


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """``secret`` is an age secret key; ``numbers`` are brand/store/device, for a server on a new computer."""

    store: str
    made: str
    secret: str = field(repr=False)
    public: str
    numbers: str

    @property
    def groups(self) -> tuple[str, ...]:
        """The key in groups that a person can read aloud and type."""
        return tuple(self.secret[at : at + GROUP] for at in range(0, len(self.secret), GROUP))

    @property
    def text(self) -> str:
        """The sheet as a file that ``restore --key-file`` takes, and ``age -d -i`` too."""
        return (
            f"# {self.store}, {self.made}\n"
            f"# public key: {self.public}\n"
            f"# store: {self.numbers}\n"
            f"{self.secret}\n"
        )


def recovery_sheet_ticket(sheet: RecoverySheet, form: SlipForm) -> Ticket:
    return Ticket(form.width, tuple(_elements(sheet, form)))


def _elements(sheet: RecoverySheet, form: SlipForm) -> Iterator[Element]:
    _ = form.translate
    width = form.width
    yield from bar([Span(_("Recovery sheet"), DOUBLE)], width, center=True)
    yield from row([Span(sheet.store, BOLD)], [Span(sheet.made)], width)
    yield Rule()
    yield from paragraph(_("Backups can be opened with this key only. Nobody can make it again."), width)
    yield from paragraph(_("Whoever has it can read all backups. Keep it away from the till."), width)
    yield Rule(dashed=True)
    yield QrCode(sheet.secret, 6)
    yield Feed()
    yield from _letters(sheet, form)
    yield Rule(dashed=True)
    yield from centered(_("Type the last 6 at the till:"), width)
    yield from centered(sheet.secret[-GROUP:], width, DOUBLE)
    yield Rule()
    yield from paragraph(
        _("To restore: install the program on a new computer, choose: Restore from a backup."), width
    )
    yield from paragraph(_("Store number, for a server:"), width)
    for number in sheet.numbers.split("/"):
        yield from paragraph(number, width)
    yield Feed()
    yield Cut()


def _letters(sheet: RecoverySheet, form: SlipForm) -> Iterator[Element]:
    """The key in letters, as many groups a line as fit."""
    groups = sheet.groups
    at_once = (form.width + 1) // (GROUP + 1)
    for first in range(0, len(groups), at_once):
        yield from paragraph(" ".join(groups[first : first + at_once]), form.width, TALL)
