"""The store's health in two pills: connection and printers, worst first."""

from domain.record.replication import OWN_SERVER
from pos_app.language import _, ngettext
from pos_app.models.link_words import beside
from pos_app.models.print_rows import doubtful, in_trouble, printer_word
from pos_app.models.wording import Wording
from pos_app.workflows.views import LinkView, TillView

Pill = tuple[str, str, str]


def home_link(view: TillView) -> LinkView | None:
    """The server that keeps the facts, if any is known."""
    return next((link for link in view.links if link.role == "home"), None)


def link_pill(view: TillView, now: int, wording: Wording) -> Pill:
    """Tone, icon and words of the connection."""
    link = home_link(view)
    if link is None:
        return ("calm", "cloud", _("This till only"))
    if link.refused:
        runs = link.refused != OWN_SERVER
        return ("warn", "cloud-off", _("Server takes nothing") if runs else _("Server does not run"))
    if not link.online:
        return ("warn", "cloud-off", _("Offline {minutes}").format(minutes=wording.minutes(link.since, now)))
    if link.total:
        return ("info", "upload", _("Uploading {n} of {total}").format(n=link.sending, total=link.total))
    if link.waiting:
        return ("good", "upload", _("Online · {n} to upload").format(n=link.waiting))
    if beside(link):
        return ("good", "phone", _("Phones can order · kept here only"))
    return ("good", "cloud-check", _("Online · all uploaded"))


def printer_pill(view: TillView, wording: Wording) -> Pill:
    """Tone, icon and words of the printers."""
    trouble = [printer for printer in view.printers if in_trouble(printer)]
    if trouble:
        name = wording.name(trouble[0].names)
        return ("bad", "printer", f"{name} · {printer_word(trouble[0].state)}")
    count = doubtful(view)
    if count:
        return (
            "warn",
            "printer",
            ngettext("{n} ticket to check", "{n} tickets to check", count).format(n=count),
        )
    low = [printer for printer in view.printers if printer.state == "near_end"]
    if low:
        return ("warn", "printer", f"{wording.name(low[0].names)} · {printer_word('near_end')}")
    return ("good", "printer", _("Printers ready")) if view.printers else ("calm", "printer", _("No printer"))
