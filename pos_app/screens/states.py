"""The store's health in one banner, worst first."""

from domain.record.replication import ITS_DISK, OWN_SERVER, STOPS
from pos_app.language import _, ngettext
from pos_app.models.backup_words import moment_word
from pos_app.models.link_words import Stopped, link_name, stopped
from pos_app.models.print_trouble import worst_trouble
from pos_app.models.wording import Wording
from pos_app.screens.pills import home_link
from pos_app.screens.store.backup_notice import backup_notice, disk_notice
from pos_app.widgets.banner import Notice
from pos_app.workflows.syncing import KEEPERS
from pos_app.workflows.views import TillView

MISSING = "missing"  # the banner's act: somebody has read of what is missing
MENDED = "mended"  # of what was damaged and is whole again


def notice(view: TillView, now: int, wording: Wording) -> Notice | None:
    """The one banner, worst first: a disk that may stop selling, paper, a clock by which nobody is charged,
    the connection, backups."""
    return (
        disk_notice(view)
        or _printer_notice(view, wording)
        or _damage_notice(view, now, wording)
        or _clock_notice(view)
        or _link_notice(view, now, wording)
        or _missing_notice(view)
        or _mended_notice(view)
        or backup_notice(view, now, wording)
    )


def _printer_notice(view: TillView, wording: Wording) -> Notice | None:
    trouble = worst_trouble(view, wording)
    if trouble is None:
        return None
    icon = "warning" if trouble.tone == "danger" else "printer"
    return Notice(trouble.tone, icon, trouble.title, trouble.detail, trouble.acts)


def _damage_notice(view: TillView, now: int, wording: Wording) -> Notice | None:
    """What stands here was altered or is damaged."""
    if view.damaged is None:
        return None
    title = _("This till's record is damaged after {time}.").format(
        time=moment_word(view.damaged, now, wording)
    )
    detail = _("A server gives back what it has. If this stays, restore a backup after closing.")
    return Notice("danger", "warning", title, detail, (("waiting", _("See servers")),))


def _clock_notice(view: TillView) -> Notice | None:
    """Who charges guests refuses all that a clock signs which is five minutes off."""
    minutes = abs(view.gateway_ahead) // 60_000
    if not minutes:
        return None
    words = (
        ngettext(
            "The server's clock is {n} minute behind the payment provider's.",
            "The server's clock is {n} minutes behind the payment provider's.",
            minutes,
        )
        if view.gateway_ahead > 0
        else ngettext(
            "The server's clock is {n} minute ahead of the payment provider's.",
            "The server's clock is {n} minutes ahead of the payment provider's.",
            minutes,
        )
    )
    detail = _(
        "Paying by code and by phone may be refused; cash goes on. On the server's computer have the clock"
        " set by the network."
    )
    return Notice("warn", "warning", words.format(n=minutes), detail)


def _missing_notice(view: TillView) -> Notice | None:
    """What the keyring saw before the disk was set back, and no server has brought back."""
    if not view.missing:
        return None
    title = ngettext(
        "This computer's disk was set back to an older state: at least {n} record is missing.",
        "This computer's disk was set back to an older state: at least {n} records are missing.",
        view.missing,
    )
    detail = _(
        "Selling goes on. What a server has comes back by itself. If nothing comes: look at the open tables,"
        " and count the drawer."
    )
    return Notice("danger", "disk", title.format(n=view.missing), detail, ((MISSING, _("All right")),))


def _mended_notice(view: TillView) -> Notice | None:
    """What was damaged here is as it was written, by a server that held it."""
    if not view.mended:
        return None
    detail = ngettext(
        "{n} record came back from a server. Have this computer's disk looked at.",
        "{n} records came back from a server. Have this computer's disk looked at.",
        view.mended,
    )
    title = _("This till's record was damaged and is whole again.")
    return Notice("warn", "disk", title, detail.format(n=view.mended), ((MENDED, _("All right")),))


def _link_notice(view: TillView, now: int, wording: Wording) -> Notice | None:
    link = home_link(view)
    if link is None:
        return None
    if untrue := next((one for one in view.links if one.contradicts), None):
        title = _("{server} tells other records now than it has signed.").format(server=link_name(untrue))
        detail = _(
            "All records are safe here and selling goes on. Keep the backups; ask who runs that server."
        )
        return Notice("danger", "cloud-off", title, detail, (("waiting", _("See servers")),))
    see = (("waiting", _("See {n}").format(n=link.waiting) if link.waiting else _("See servers")),)
    refused = next(
        (
            one
            for one in view.links
            if one.refused and (one.role in KEEPERS or one.refused in (ITS_DISK, OWN_SERVER))
        ),
        None,
    )
    if refused:
        said = stopped(refused) or Stopped(
            _("The server does not take this till's records."),
            _("{reason} Selling goes on; records stay here.").format(reason=refused.refused),
        )
        tone = "danger" if refused.refused in STOPS else "warn"
        return Notice(tone, "cloud-off", said.what, said.advice, see)
    if link.online:
        return None
    title = _("Network down since {time}. Ordering, paying and printing go on.").format(
        time=wording.clock(link.since)
    )
    detail = ngettext(
        "{n} record is safe here and uploads by itself.",
        "{n} records are safe here and upload by themselves.",
        link.waiting,
    ).format(n=link.waiting)
    return Notice("warn", "cloud-off", title, detail, (("waiting", _("See {n}").format(n=link.waiting)),))
