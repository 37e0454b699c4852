"""From a slip's facts to the printer's bytes: twelve Chinese dishes as text, and with every dish painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from pos_app.widgets.line_painter import paint_line
from printers.escpos import encode
from printers.slips.kitchen import KitchenSlip, kitchen_ticket
from printers.slips.samples import FIRST_ORDER
from printers.slips.sheet import KitchenLine
from printers.ticket import Width
from tests.bench.figures import Row, Samples, ms, samples, times
from tests.printers.evening import chinese

HOT_DISHES = "水煮鱼 麻婆豆腐 回锅肉 宫保鸡丁 鱼香肉丝 干煸四季豆 蒜蓉空心菜 酸辣土豆丝 辣子鸡"
NAMES = f"{HOT_DISHES} 口水鸡 夫妻肺片 米饭".split()
DISHES = [KitchenLine({"zh-Hans": name}) for name in NAMES]
RUNS = 1_000
FORM = chinese(Width.MM_80)


def measure(folder: Path) -> list[Row]:
    application = QGuiApplication.instance() or QGuiApplication([])
    slip = replace(FIRST_ORDER, lines=DISHES, elsewhere=())
    odd = replace(slip, lines=[KitchenLine({"zh-Hans": f"{line.names['zh-Hans']}𠮷"}) for line in DISHES])
    text, size = _measured(lambda: encode(kitchen_ticket(slip, FORM)), RUNS)
    raster, painted = _measured(lambda: _painted(odd), RUNS // 10)
    del application
    return [
        _row(f"12 ticket of {len(DISHES)} dishes → bytes", text, 0.001, f"{size:,} B", size <= 1024),
        _row("12 the same, each dish painted", raster, 0.010, f"{painted:,} B", True),
    ]


def _painted(slip: KitchenSlip) -> bytes:
    """As the first of its kind: no name was painted before."""
    paint_line.cache_clear()
    return encode(kitchen_ticket(slip, FORM), paint_line)


def _measured(make: Callable[[], bytes], runs: int) -> tuple[Samples, int]:
    """The times, and how many bytes it is each time."""
    sizes, taken = set(), []
    for _ in range(runs):
        begin = time.perf_counter()
        data = make()
        taken.append(time.perf_counter() - begin)
        sizes.add(len(data))
    (size,) = sizes
    return samples(taken), size


def _row(what: str, took: Samples, goal: float, size: str, small: bool) -> Row:
    return Row(
        what,
        f"{took.p50 * 1000:.2f} ms, {size}",
        ms(goal),
        times(took.p50 / goal),
        "≤ 1 ×" + (", ≤ 1,024 B" if goal < 0.01 else ""),
        took.p50 <= goal and small,
        took.spread(),
    )
