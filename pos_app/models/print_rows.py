"""Today's tickets with their state and the one or two acts that state allows."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from pos_app.language import _, pgettext
from pos_app.models import slip_words
from pos_app.models.rows import RowsModel
from pos_app.models.wording import Wording
from pos_app.workflows.print_acts import ANEW, cancelled_by_staff
from pos_app.workflows.views import JobView, PrinterView, TillView

# state → (tone of its pill, icon)
LOOKS = {
    "queued": ("calm", "clock"),
    "sending": ("info", "upload"),
    "confirmed": ("good", "tick"),
    "unsure": ("info", "upload"),
    "unknown": ("warn", "hourglass"),
    "failed": ("bad", "warning"),
    "expired": ("warn", "clock"),
    "cancelled": ("calm", "close"),
}


DOUBTFUL = ("unknown", "failed", "expired")


def job_word(state: str) -> str:
    """A ticket's state."""
    return {
        "queued": _("Waits"),
        "sending": _("Printing"),
        "confirmed": _("On paper"),
        "unsure": _("Sent, unconfirmed"),
        "unknown": _("Not known"),
        "failed": _("Not printed"),
        "expired": _("Too old, not printed"),
        "cancelled": _("Cancelled"),
    }.get(state, state)


JOB_KINDS = (
    *("kitchen", "pass", "cancel", "rush", "fire", "banquet_tables", "notice", "runner", "label"),
    *("prebill", "receipt", "refund", "account", "deposit", "shift", "day", "queue"),
)
"""Kinds of print jobs that can be asked for by name."""


def kind_word(kind: str) -> str:
    """What kind of slip it is."""
    tickets = {"kitchen": _("Kitchen ticket"), "pass": _("Pass ticket")}
    return tickets.get(kind) or slip_words.kind_word(
        {"prebill": "pre_bill", "day": "day_end"}.get(kind, kind)
    )


@dataclass(frozen=True, slots=True)
class JobRow:
    """One ticket. `acts` are (key, words, kind of button)."""

    id: str
    time: str
    title: str
    content: str
    printer: str
    state: str
    tone: str
    icon: str
    word: str
    mark: str
    acts: tuple[tuple[str, str, str], ...]
    printer_id: str = ""
    printer_short: str = ""
    number: str = ""


def job_title(job: JobView, wording: Wording) -> str:
    """What a ticket is, in short: "A6 Kitchen ticket 2/3"."""
    sheet = f"{job.sheet}/{job.sheets}" if job.sheets > 1 else ""
    words = (wording.name(job.table_label), kind_word(job.kind), sheet)
    return " ".join(filter(None, words))


def printer_of(job: JobView, wording: Wording) -> str:
    """Where it comes out; once it was moved, where it should have: "Cold → Hot"."""
    names = [job.meant_for_names, job.printer_names] if job.meant_for else [job.printer_names]
    return " → ".join(map(wording.name, names))


def job_row(job: JobView, wording: Wording, stuck: bool = False) -> JobRow:
    """One line of the list; ``stuck``: its printer prints nothing now."""
    anew = job.note == ANEW
    tone, icon = ("calm", "printer") if anew else LOOKS.get(job.state, ("calm", "clock"))
    return JobRow(
        id=job.id,
        time=wording.clock(job.at, seconds=True),
        title=job_title(job, wording),
        content=pgettext("list", ", ").join(wording.name(names) for names in job.titles) or job.note,
        printer=printer_of(job, wording),
        state=job.state,
        tone=tone,
        icon=icon,
        word=_("Printed anew") if anew else job_word(job.state),
        mark=_mark_word(job),
        acts=() if anew else _acts(job, stuck),
        printer_id=job.printer,
        printer_short=f"→ {wording.name(job.printer_names)}" if job.meant_for else printer_of(job, wording),
        number=f"{job.number:04d}",
    )


def job_rows(view: TillView, wording: Wording, jobs: Iterable[JobView]) -> tuple[JobRow, ...]:
    """Slips as rows, with the acts that their printers' states allow."""
    dead = {one.id for one in view.printers if not one.well}
    return tuple(job_row(job, wording, job.printer in dead) for job in jobs)


def jobs_model(parent: QObject) -> RowsModel[JobRow]:
    """The list as a model."""
    return RowsModel(
        lambda row: row.id, lambda row: f"{row.time} {row.title} {row.content} {row.word}", parent
    )


def _mark_word(job: JobView) -> str:
    if job.mark == "reprint" and job.reason:
        return _("reprint: {reason}").format(reason=job.reason)
    return {"duplicate": _("marked possible duplicate"), "reprint": _("marked reprint")}.get(job.mark, "")


def _acts(job: JobView, stuck: bool) -> tuple[tuple[str, str, str], ...]:
    state = job.state
    if state == "unknown":
        return (("came_out", _("It came out"), "secondary"), ("print_again", _("It did not: print"), "warn"))
    if state in ("failed", "expired"):
        return (("cancel", _("Cancel it"), "secondary"), ("print_again", _("Print now"), "warn"))
    if state == "queued" and stuck:
        return (("cancel", _("Cancel it"), "secondary"), ("move_one", _("Elsewhere"), "secondary"))
    if state in ("confirmed", "unsure"):
        return (("reprint", _("Reprint"), "quiet"),)
    if cancelled_by_staff(job):
        return (("print_again", _("Print after all"), "quiet"),)
    return ()


# state of a printer → (look of its card, tone of its pill, icon)
PRINTER_LOOKS = {
    "ok": ("true", "good", "tick-circle"),
    "near_end": ("warn", "warn", "paper"),
    "paper_out": ("danger", "bad", "paper"),
    "cover_open": ("danger", "bad", "printer"),
    "offline": ("danger", "bad", "printer"),
    "error": ("danger", "bad", "printer"),
    "paused": ("warn", "warn", "hourglass"),
    "unreachable": ("danger", "bad", "warning"),
    "mute": ("danger", "bad", "warning"),
    "stranger": ("danger", "bad", "warning"),
    "unknown": ("true", "calm", "hourglass"),
}


def printer_word(state: str) -> str:
    """A printer's state."""
    return {
        "ok": _("Ready"),
        "near_end": _("Paper runs low"),
        "paper_out": _("Out of paper"),
        "cover_open": _("Cover open"),
        "offline": _("Off line"),
        "error": _("Reports an error"),
        "paused": _("Paused"),
        "unreachable": _("Cannot be reached"),
        "mute": _("Does not answer"),
        "stranger": _("Another device is there"),
        "unknown": _("Not asked yet"),
    }.get(state, state)


def in_trouble(printer: PrinterView) -> bool:
    """Whether nothing comes out of it now, though it should."""
    return not printer.paused_at and PRINTER_LOOKS.get(printer.state, ("true", "", ""))[0] == "danger"


def doubtful(view: TillView) -> int:
    """How many tickets need a person."""
    return sum(needs_person(job) for job in view.jobs)


def needs_person(job: JobView) -> bool:
    """Whether nobody but a person can say what is to become of a ticket."""
    return job.state in DOUBTFUL and job.note != ANEW
