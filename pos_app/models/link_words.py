"""How the ways to servers are said: what each is for, how it stands, and what a person has to decide."""

from dataclasses import dataclass

from pos_app.language import _, ngettext
from pos_app.models.wording import Wording
from pos_app.sync.client import CERTIFICATE, OTHER_KEY
from pos_app.workflows.joining import EQUAL
from pos_app.workflows.views import LinkView, TillView


def link_name(link: LinkView) -> str:
    """What a server is called at the till."""
    return _("This till's own server") if beside(link) else link.name


def beside(link: LinkView) -> bool:
    """Whether it runs on this very computer, and is lost with it."""
    return link.name == "own"


def role_word(link: LinkView) -> str:
    """What it is there for."""
    return {
        "home": _("keeps the records"),
        "standby": _("standby, keeps the records too"),
        "joining": _("being joined"),
        "relay": _("for guests' phones"),
    }.get(link.role, link.role)


@dataclass(frozen=True)
class Stopped:
    """What happened, what to do and what is safe; ``instead``: the other way out, where there is room."""

    what: str
    advice: str
    instead: str = ""


def stopped(link: LinkView) -> Stopped | None:
    """The words if a server takes nothing more of this till; None if it does."""
    return {
        "second_till": Stopped(
            _("Another computer works as this till; this one is the second."),
            _("Close this one and sell there. What is sold here meanwhile waits for the owner."),
            _(
                "To sell here instead, close the other one; if this one has not gone on by itself after two"
                " minutes, join with a new code."
            ),
        ),
        "replaced": Stopped(
            _("Another computer has become this store's till."),
            _("To sell here again, join with a new code. What is sold meanwhile waits for the owner."),
        ),
        "revoked": Stopped(
            _("The owner has cut this till off."),
            _("To sell here again, join with a new code. What is sold meanwhile waits for the owner."),
        ),
        "fork": Stopped(
            _("The server knows another history of this till."),
            _("All records are safe here. Update the server; then both are kept."),
        ),
        "unreadable": Stopped(
            _("{server} cannot read a record of this till: it may be damaged here.").format(
                server=link_name(link)
            ),
            _(
                "Selling goes on, and what came before is safe there. After closing print the day, keep this"
                " folder, and restore from a backup: what was sold since is only here."
            ),
        ),
        "own_server": Stopped(
            _("The server beside this till does not start."),
            _("Selling goes on. Take guests' orders by hand; the doctor says what to do: pos-app doctor."),
        ),
        "server_disk": Stopped(
            _("The disk of {server} is full or broken.").format(server=link_name(link)),
            _(
                "All records are safe here. Take guests' orders by hand. Free some space there: the rest goes"
                " on by itself."
            ),
        ),
        CERTIFICATE: Stopped(
            _("{server} does not prove that it is the right one: its certificate does not hold.").format(
                server=link_name(link)
            ),
            _(
                "Nothing is sent there; selling goes on, and all records are safe here. Check this computer's"
                " date and time, then ask who runs that server."
            ),
        ),
        OTHER_KEY: Stopped(
            _("Another computer was restored as this till."),
            _("Sell there and switch this one off. What only this one has stays on it, and is safe."),
            _("To sell here instead, join with a new code; the other one is cut off then."),
        ),
        "signature": Stopped(
            _("The server does not know this till."),
            _("All records are safe here. Join with a new code, and everything is sent again."),
        ),
    }.get(link.refused)


def progress_words(link: LinkView) -> str:
    """How far it is: uploading, waiting, compared."""
    if link.total:
        return _("{n} of {total} uploaded").format(n=link.sending, total=link.total)
    if link.waiting:
        return _("{n} waiting").format(n=link.waiting)
    if link.role == "joining" and link.totals == EQUAL:
        return _("Everything is there, and all sums are equal.")
    if link.role == "joining" and link.totals:
        return _("Not equal yet: {what}").format(what=link.totals)
    return ""


def waiting_words(link: LinkView | None) -> str:
    """The sheet's first sentence."""
    if link is None:
        return _("This till keeps its records itself; no server is joined.")
    if link.waiting:
        words = ngettext("{n} record waits to be uploaded.", "{n} records wait to be uploaded.", link.waiting)
        return words.format(n=link.waiting)
    if beside(link):
        return _(
            "Phones can order. All records are on this computer and in its backups only;"
            " a server in the cloud keeps them elsewhere too."
        )
    return _("All records are uploaded.")


def code_away(url: str, view: TillView, wording: Wording) -> str:
    """Why phones that scan a code with this address cannot order now; "": they can, as far as is known."""
    away = next((link for link in view.links if not link.online and url.startswith(f"{link.url}/")), None)
    if away is None:
        return ""
    words = _(
        "{server} is not reached since {time}: phones that scan this code cannot order now. Take orders by"
        " hand."
    )
    return words.format(server=link_name(away), time=wording.clock(away.since))
