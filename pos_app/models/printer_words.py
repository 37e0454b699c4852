"""What a printer says, and what a person saw of its test page, in words with what to do."""

from dataclasses import dataclass

from domain.selling.print_setup import Printer
from pos_app.language import OWN_NAMES, _
from printers.discovery import CABLE, SAVED, SYSTEM, Found
from printers.outcome import Rung
from printers.status import Condition

RUNGS = (Rung.SILENT, Rung.STATUS, Rung.PROCESSED, Rung.COMPLETION)
"""The ladder, least first."""


def rung_word(rung: Rung) -> str:
    """A rung of the ladder in a word or two."""
    return {
        Rung.SILENT: _("Says nothing"),
        Rung.STATUS: _("Tells its state"),
        Rung.PROCESSED: _("Confirms tickets"),
        Rung.COMPLETION: _("Confirms paper"),
    }[rung]


def rung_sentence(rung: Rung) -> str:
    """What a rung means for the kitchen."""
    return {
        Rung.SILENT: _("It answers nothing. A ticket is sent, and only a look at the paper tells the rest."),
        Rung.STATUS: _("It tells when paper is out or the cover open, but not whether a ticket came out."),
        Rung.PROCESSED: _("It confirms that it has worked a ticket off, so a lost one is noticed."),
        Rung.COMPLETION: _("It confirms each ticket once it is on paper. Nothing is better."),
    }[rung]


def rung_line(rung: str) -> str:
    """What a printer in use confirms, in one line; ``rung`` "" before it was asked."""
    return {
        "silent": _("Confirms nothing: tickets are sent, look at the paper"),
        "status": _("Tells its state, but confirms no ticket"),
        "processed": _("Confirms each ticket as worked off"),
        "completion": _("Confirms each ticket on paper"),
    }.get(rung, _("Not known yet what it confirms"))


def seen_line(printer: Printer | None) -> str:
    """What a person saw of its test page, "" if nobody has said."""
    answer = next((one for one in answers() if printer and one.key == printer.seen), None)
    return _("Test page: {answer}").format(answer=answer.words) if answer else ""


def seen_well(printer: Printer | None) -> bool:
    """Whether nobody has seen anything wrong on its test page."""
    return printer is None or printer.seen in ("", "right")


def condition_word(condition: Condition) -> str:
    """What ails it now; "" if nothing does."""
    return {
        Condition.PAPER_OUT: _("Paper is out"),
        Condition.COVER_OPEN: _("Cover is open"),
        Condition.ERROR: _("It reports an error"),
        Condition.OFFLINE: _("It is switched to offline"),
        Condition.NEAR_END: _("Paper is nearly out"),
        Condition.OK: "",
    }[condition]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out of the test page. ``width``: the paper to try instead, 0 to leave it."""

    key: str
    words: str
    advice: str
    good: bool = False
    width: int = 0


def answers() -> tuple[Answer, ...]:
    """What a person may have seen, the good one first."""
    return (
        Answer("right", _("All of it is right"), _("This printer is ready. Say what it prints."), good=True),
        Answer(
            "nothing",
            _("Nothing came out"),
            _("Look at power, paper and cover. On a cable try another socket. Then print the page again."),
        ),
        Answer(
            "hanzi",
            _("Chinese is garbled"),
            _(
                "The printer is not in Chinese mode. Set GBK or GB18030 with its switches or its own tool,"
                " then print the page again."
            ),
        ),
        Answer(
            "edge",
            _("The right edge is missing"),
            _("The paper is narrower than was set. It is 58 mm now: print the page again."),
            width=58,
        ),
        Answer(
            "code",
            _("The square code is missing"),
            _("It cannot draw codes. Tickets are right; only what guests scan will be missing."),
        ),
        Answer(
            "cut",
            _("It did not cut"),
            _("It has no cutter, or its cutter is switched off. Tickets are right; tear them off."),
        ),
        Answer(
            "drawer",
            _("The drawer stayed shut"),
            _("Plug the drawer's cable into this printer, not the network. Without a drawer all is well."),
        ),
    )


def found_words(found: Found) -> tuple[str, str]:
    """A found printer: its name or address, and what is known of it."""
    title = found.name or where_words(found.address)
    known = [where_words(found.address)] if found.name else []
    if found.mac:
        known.append(found.mac)
    known.append(
        {SAVED: _("set up already"), SYSTEM: _("known to this computer"), CABLE: _("on a cable")}.get(
            found.by, _("in the network")
        )
    )
    return title, " · ".join(known)


def where_words(address: str) -> str:
    """An address as people say it: the usual port and prefix are left out."""
    return address.removeprefix("tcp://").removesuffix(":9100")


def language_word(tag: str) -> str:
    """A language by its own name."""
    return OWN_NAMES.get(tag, tag)


def seconds_word(seconds: int) -> str:
    """A time: seconds under a minute, minutes under an hour, hours."""
    if seconds < 60:
        return _("{n} s").format(n=seconds)
    if seconds < 3600:
        return _("{n} min").format(n=seconds // 60)
    return _("{n} h").format(n=seconds // 3600)
