"""Lines of a bill as the guest reads them; the dishes of a banquet stand under the price of its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.floor.openings import Opening
from domain.money.fees import told
from domain.record.tables import Tables
from domain.selling.banquets import banquet_of
from domain.selling.menu import Names
from domain.selling.order import PickedPart
from domain.selling.orders import OrderLine
from pos_app.workflows.slip_facts import TO_GO, weight_note
from printers.slips.bill import BillLine
from printers.slips.words import quantity_text

SPARED: Names = {"en": "Never reduced", "zh-Hans": "不参与优惠"}


def spares(bill: Mapping[str, Any], free_as: str) -> bool:
    """Whether something is off a bill (its frozen figures) that leaves dishes of full price alone."""
    return not free_as and any(one.name in ("promotion", "by_hand") for one in told(bill))


def bill_lines(
    tables: Tables, opening: Opening, rows: Sequence[OrderLine], spared: bool = False
) -> tuple[BillLine, ...]:
    """All lines; what a banquet's table price includes is listed under its first line, without amounts.

    ``spared``: it is said of dishes of full price that nothing is taken off them.
    """
    banquet = banquet_of(tables, opening.id)
    of_set = [row for row in rows if banquet and row.order == banquet.id]
    head = next(iter(of_set), None)
    if banquet is None or head is None:
        return tuple(bill_line(row, spared) for row in rows)
    included = [row for row in of_set[1:] if not row.line.price and not row.listed]
    found: list[BillLine] = []
    for row in rows:
        if row is head:
            of_all = (_tables_word(banquet.tables, banquet.opened), 0)
            dishes = (of_all, *((_of_a_table(one, row), 0) for one in included))
            line = bill_line(row, spared)
            found.append(replace(line, options=(*dishes, *line.options)))
        elif row not in included:
            found.append(bill_line(row, spared))
    return tuple(found)


def _of_a_table(dish: OrderLine, head: OrderLine) -> Names:
    """A dish, and how many of it a table gets if that is not one."""
    each = dish.quantity // max(1, head.quantity // 1000)
    times = "" if each == 1000 else f" ×{quantity_text(each)}"
    return {tag: f"{name}{times}" for tag, name in dish.line.names.items()}


def _several(part: PickedPart) -> Names:
    """A dish of a combo, and how many of it if that is not one."""
    times = "" if part.count == 1 else f"×{part.count}"
    return {tag: f"{name}{times}" for tag, name in part.names.items()}


def _tables_word(tables: int, opened: int) -> Names:
    words = {"en": f"{tables} tables", "zh-Hans": f"共 {tables} 桌"}
    if opened:
        words = {
            "en": f"{words['en']}, {opened} of them from reserve",
            "zh-Hans": f"{words['zh-Hans']}，含启用备桌 {opened} 桌",
        }
    return words


def bill_line(row: OrderLine, spared: bool = False) -> BillLine:
    """A line as the guest reads it."""
    line = row.line
    return BillLine(
        names=line.names,
        quantity=line.quantity,
        amount=row.amount,
        spec=line.spec_names,
        options=tuple((option.names, option.price) for option in line.options)
        + tuple((_several(part), part.price * part.count) for part in line.parts),
        seat=line.seat,
        remarks=(
            *weight_note(line),
            *((TO_GO,) if line.packed else ()),
            *returned_note(row),
            *(({"und": line.remark},) if line.remark else ()),
            *((SPARED,) if spared and line.full_price and line.price else ()),
        ),
    )


def returned_note(row: OrderLine) -> tuple[Names, ...]:
    """How much was given out and how much of it came back unopened."""
    if not row.returned:
        return ()
    out, back = quantity_text(row.quantity + row.returned), quantity_text(row.returned)
    return ({"en": f"{out} given out, {back} returned", "zh-Hans": f"发 {out} 退 {back}"},)
