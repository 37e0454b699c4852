"""What is said of backups: places and their states, drills, sizes and moments."""

from pos_app.language import _, ngettext
from pos_app.models.wording import Wording
from pos_app.workflows.agreeing import OWN
from pos_app.workflows.views import BackupView, DrillView, PlaceView

# Tone of the chip and its icon.
PLACE_LOOKS = {"ok": ("good", "tick"), "untried": ("calm", "hourglass")}
TROUBLE_LOOK = ("warn", "warning")
PLACE_ICONS = {"till": "device", "folder": "disk", "server": "cloud"}


def place_word(kind: str) -> str:
    """What a place is."""
    return {
        "till": _("This computer"),
        "folder": _("Second disk or share"),
        "server": _("Server"),
    }.get(kind, kind)


def state_word(state: str) -> str:
    """How a place stands."""
    return {
        "ok": _("Good"),
        "untried": _("Nothing there yet"),
        "full": _("Full"),
        "read_only": _("Write-protected"),
        "unplugged": _("Not plugged in"),
        "unreachable": _("Cannot be reached"),
        "refused": _("Takes no backups"),
        "broken": _("Disk error"),
    }.get(state, state)


def advice(state: str) -> str:
    """What to do about a place's trouble, "" if there is none."""
    return {
        "full": _("Free some space there. Other places go on."),
        "read_only": _("Remove the write protection. Other places go on."),
        "unplugged": _("Plug it in again; the backup follows by itself."),
        "unreachable": _("It is tried again by itself every 10 minutes."),
        "refused": _("The server may be full or too old. Ask who runs it."),
        "broken": _("Replace this disk soon. Other places go on."),
    }.get(state, "")


def drill_word(drill: DrillView) -> str:
    """What the last rehearsal found."""
    return {
        "": _("A restore was rehearsed: all is there"),
        "unreadable": _("The backup does not open"),
        "chain": _("The record of facts is damaged"),
        "state": _("The figures do not follow from the facts"),
        "sums": _("Bills and payments do not agree"),
        "copies": _("A copy is not like the others"),
        "away": _("The server could not be reached; nothing is known of its copy"),
        "missing": _("The server does not give the backup back"),
        "disk": _("There was no room to rehearse"),
        "nothing": _("There was no backup to rehearse with"),
        "heads": _("Another history is at {server}").format(server=keeper_word(drill)),
        "signed": _("{server} tells another history than it has signed").format(server=keeper_word(drill)),
        "totals": _("Other sums are at {server}").format(server=keeper_word(drill)),
        "own": _("The copy of the store's own server does not come back"),
        "died": _("The rehearsal ended before it had a result"),
    }.get(drill.problem, drill.problem)


def keeper_word(drill: DrillView) -> str:
    """Whom the rehearsed backup was held against."""
    own = _("the store's own server")
    return ", ".join(own if name == OWN else name for name in drill.server.split(", "))


def agreement_line(drill: DrillView) -> str:
    """Who holds the same as the rehearsed backup, "" where that failed anyway."""
    if drill.problem:
        return ""
    if not drill.server:
        return _("no server could be held against it")
    return _("the same as at {server}").format(server=keeper_word(drill))


def server_drill_line(backup: BackupView) -> str:
    """What the last rehearsal found at the server, "" where no server keeps backups."""
    drill = backup.server_drill
    if server_place(backup) is None:
        return ""
    if not drill.at:
        return _("Server's copy: not rehearsed yet")
    if drill.problem:
        return _("Server's copy: {reason}").format(reason=drill_word(drill))
    return _("Server's copy: all is there, took {time}").format(time=took_word(drill.took))


def server_place(backup: BackupView) -> PlaceView | None:
    """The server that keeps backups, if there is one."""
    return next((place for place in backup.places if place.kind == "server"), None)


def size_word(size: int) -> str:
    """Bytes for people: "48 MB", "1.2 GB"."""
    if size < 1_000_000:
        return _("{n} KB").format(n=max(1, round(size / 1000)))
    if size < 1_000_000_000:
        return _("{n} MB").format(n=round(size / 1_000_000))
    return _("{n} GB").format(n=f"{size / 1_000_000_000:.1f}")


def moment_word(at: int, now: int, wording: Wording) -> str:
    """A moment: the time if it is today, else date and time; a dash for none."""
    if not at:
        return "–"
    then, here = wording.when(at), wording.when(now)
    return wording.clock(at) if then.date() == here.date() else f"{then:%Y-%m-%d} {wording.clock(at)}"


def took_word(milliseconds: int) -> str:
    """How long it took: "4.2 s", "3 min"."""
    if milliseconds < 120_000:
        return _("{n} s").format(n=f"{milliseconds / 1000:.1f}")
    return _("{n} min").format(n=round(milliseconds / 60_000))


def kept_word(place: PlaceView) -> str:
    """What lies at a place: "73 backups, 1.2 GB"."""
    words = ngettext("{n} backup", "{n} backups", place.kept).format(n=place.kept)
    return f"{words} · {size_word(place.size)}" if place.size else words


def worst_place(backup: BackupView) -> PlaceView | None:
    """The place that has been without a backup for longest, among those in trouble."""
    trouble = [place for place in backup.places if place.state not in PLACE_LOOKS]
    return min(trouble, key=lambda place: place.good_at, default=None)
