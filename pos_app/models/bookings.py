"""Bookings as rows of a list: when, who, how many, where, and what can be done now."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject

from domain.floor.booking import ARRIVED, clashes
from domain.record.business_day import local_time
from pos_app.language import _
from pos_app.models.rows import RowsModel
from pos_app.models.wording import MINUTE, Wording
from pos_app.workflows.booking_view import BookingView
from pos_app.workflows.sealing import NOBODY, Contact
from pos_app.workflows.views import TillView

LATE = 15 * MINUTE  # after which guests count as late


@dataclass(frozen=True, slots=True)
class BookingRow:
    """``warning``: what somebody should look at, "" for nothing; ``acts`` as of a Todo."""

    id: str
    time: str
    guests: str
    title: str
    note: str
    warning: str
    acts: tuple[tuple[str, str, str], ...]


def booking_rows(
    view: TillView, now: int, contacts: Mapping[str, Contact], wording: Wording
) -> tuple[BookingRow, ...]:
    """All that are to come, next first, and those of which a deposit is still held."""
    return tuple(_row(one, view, now, contacts.get(one.booking.id, NOBODY), wording) for one in view.bookings)


def bookings_model(parent: QObject) -> RowsModel[BookingRow]:
    """Rows as a model."""
    return RowsModel(lambda row: row.id, _read_out, parent)


def _read_out(row: BookingRow) -> str:
    return f"{row.time} {row.title} {row.guests} {row.note} {row.warning}"


def table_words(view: TillView, tables: tuple[str, ...], wording: Wording) -> str:
    """The tables kept, or that none is."""
    names = [wording.name(view.floor.label_of(table)) or table for table in tables]
    return (
        "、".join(names)
        if names and wording.language.startswith("zh")
        else ", ".join(names) or _("No table yet")
    )


def _row(one: BookingView, view: TillView, now: int, contact: Contact, wording: Wording) -> BookingRow:
    row = one.booking
    date, today = (local_time(at, wording.zone) for at in (row.at, now))
    day = f"{date.month}/{date.day}" if date.date() != today.date() else ""
    held = _("deposit {amount}").format(amount=wording.money(one.deposit, True)) if one.deposit else ""
    said = (table_words(view, row.tables, wording), contact.masked, held, contact.note)
    deposit = ("deposit", _("Deposit"), "secondary")
    acts = (
        (("more", _("More"), "secondary"), deposit, ("arrive", _("They are here"), "dark"))
        if row.open
        else (deposit,)
    )
    name = contact.name or _("Guests")
    return BookingRow(
        row.id,
        f"{day} {wording.clock(row.at)}".strip(),
        wording.guests(row.guests),
        name,
        " · ".join(filter(None, said)),
        _warning(one, view, now, wording),
        acts,
    )


def _warning(one: BookingView, view: TillView, now: int, wording: Wording) -> str:
    row = one.booking
    if not row.open:
        return _("Came; a deposit is left") if row.state == ARRIVED else _("A deposit is left")
    if now - row.at > LATE:
        return _("Late by {time}").format(time=wording.minutes(row.at, now))
    others = clashes((each.booking for each in view.bookings), row, view.floor.stay_minutes)
    if others:
        return _("Same table at {time}").format(time=wording.clock(others[0].at))
    return ""
