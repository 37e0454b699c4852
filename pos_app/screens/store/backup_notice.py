"""What the banner says of disk and backups: what cannot be saved soon, then what could not be got back."""

from domain.record.backup_clock import DRILL_TOO_OLD, SERVER_DRILL_TOO_OLD, TOO_OLD
from pos_app.language import _
from pos_app.models.backup_words import (
    drill_word,
    moment_word,
    place_word,
    server_place,
    size_word,
    state_word,
    worst_place,
)
from pos_app.models.wording import Wording
from pos_app.sync.own_copy import FAILED
from pos_app.widgets.banner import Notice
from pos_app.workflows.drilling import AWAY, NOTHING
from pos_app.workflows.views import DrillView, TillView

ACT = "backups"


def disk_notice(view: TillView) -> Notice | None:
    """The disk under the journal is nearly full, write-protected or failing: selling may stop."""
    disk = view.backup.disk
    if not disk.stops_selling:
        return None
    if disk.full:
        title = _("This computer's disk is full.")
        detail = _("What is saved is safe, but nothing more can be sold. Free some space now.")
    elif disk.state == "urgent":
        title = _("Only {size} free on this computer's disk.").format(size=size_word(disk.free))
        detail = _("When it is full, nothing more can be sold. Free some space now.")
    elif disk.state == "read_only":
        title = _("This computer's disk is write-protected.")
        detail = _("What is saved is safe, but nothing more can be sold. Remove the protection.")
    else:
        title = _("This computer's disk reports errors.")
        detail = _("Make a backup on another disk now, and have this one replaced.")
    return Notice("danger", "disk", title, detail, ((ACT, _("See backups")),))


def backup_notice(view: TillView, now: int, wording: Wording) -> Notice | None:
    """The worst thing about backups; nothing in demo and practice, which have nothing to lose."""
    if view.store.demo or view.store.practice:
        return None
    return (
        _no_sheet(view)
        or _too_old(view, now, wording)
        or _own_server(view)
        or _drill(view, now, wording)
        or _unconfirmed(view)
        or _place(view, now, wording)
        or _low(view)
    )


def _warn(title: str, detail: str, act: str) -> Notice:
    return Notice("warn", "backup", title, detail, ((ACT, act),))


def _no_sheet(view: TillView) -> Notice | None:
    if view.recovery.public:
        return None
    return _warn(
        _("No backups yet: the recovery sheet is missing."),
        _("If this computer breaks, what it holds is lost. It takes two minutes."),
        _("Make the sheet"),
    )


def _too_old(view: TillView, now: int, wording: Wording) -> Notice | None:
    backup = view.backup
    since = max(backup.last, view.recovery.made_at)
    if now - since <= TOO_OLD:
        return None
    last = moment_word(backup.last, now, wording)
    return _warn(
        _("The last good backup is of {time}.").format(time=last),
        _("Selling goes on. Look which place fails, and make one now."),
        _("See backups"),
    )


def _own_server(view: TillView) -> Notice | None:
    if view.backup.own != FAILED:
        return None
    return _warn(
        _("The last backup lacks what only this store's own server knows."),
        _("Selling goes on. Make a backup now; if it fails again, call for help."),
        _("See backups"),
    )


def _drill(view: TillView, now: int, wording: Wording) -> Notice | None:
    drill, server = view.backup.drill, server_place(view.backup)
    if drill.problem:
        return _drill_failed(drill)
    if server and view.backup.server_drill.problem not in ("", AWAY):
        return _drill_failed(view.backup.server_drill)
    since = max(drill.at, view.recovery.made_at)
    if now - since > DRILL_TOO_OLD:
        return _warn(
            _("No restore has been rehearsed since {time}.").format(time=moment_word(since, now, wording)),
            _("Leave the till on at night, or for a few minutes after the start."),
            _("See backups"),
        )
    if server is None or server.state != "ok":
        return None
    since = max(view.backup.server_drill.good_at or server.since, view.recovery.made_at)
    if now - since <= SERVER_DRILL_TOO_OLD:
        return None
    return _warn(
        _("The server's copy has not been rehearsed since {time}.").format(
            time=moment_word(since, now, wording)
        ),
        _("Selling goes on. Leave till and internet on at night."),
        _("See backups"),
    )


def _drill_failed(drill: DrillView) -> Notice:
    if drill.problem == NOTHING:
        title = _("Last night's rehearsal of a restore failed: {reason}.").format(reason=drill_word(drill))
    else:
        title = _("A rehearsed restore failed with this copy: {place}. {reason}.").format(
            place=place_word(drill.place), reason=drill_word(drill)
        )
    return _warn(
        title, _("Selling goes on. Make a backup now; if it fails again, call for help."), _("See backups")
    )


def _unconfirmed(view: TillView) -> Notice | None:
    if view.recovery.confirmed_at:
        return None
    return _warn(
        _("The recovery sheet is not confirmed yet."),
        _("Without it no backup can be opened. Type its last 6 characters."),
        _("Confirm"),
    )


def _place(view: TillView, now: int, wording: Wording) -> Notice | None:
    place = worst_place(view.backup)
    if place is None or now - max(place.good_at, place.since) <= TOO_OLD:
        return None
    title = _("Backups do not reach this place: {place}. {state}.")
    return _warn(
        title.format(place=place_word(place.kind), state=state_word(place.state)),
        _("The last one there is of {time}. Other places go on.").format(
            time=moment_word(place.good_at, now, wording)
        ),
        _("See backups"),
    )


def _low(view: TillView) -> Notice | None:
    disk = view.backup.disk
    if disk.state != "low":
        return None
    return _warn(
        _("{size} free on this computer's disk.").format(size=size_word(disk.free)),
        _("Selling goes on. Free some space before it gets full."),
        _("See backups"),
    )
