"""`make bench`: the figures of the budget, each against its floor or peer, measured in one run.

`make bench ARGS="1 3"` runs only those rows.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

# No measurement may touch the key store of whoever runs it, nor open a window. Child processes inherit both.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench import (
    busy_printers,
    cashier_taps,
    catch_up,
    day_end,
    diner_orders,
    idle,
    phone_page,
    restoring,
    starting,
    tap_to_paper,
    ten_hours,
    ticket_bytes,
    way_home,
)
from tests.bench.figures import Row, table
from tests.end_to_end.shop import Shop, shop_in


def _tap(folder: Path) -> list[Row]:
    with _open_shop(folder) as shop:
        return tap_to_paper.measure(shop)


@contextmanager
def _open_shop(folder: Path) -> Iterator[Shop]:
    with shop_in(folder, None) as shop:
        shop.open()
        yield shop
        assert shop.close() == 0


ROWS: Mapping[str, Callable[[Path], list[Row]]] = {
    "1": _tap,
    "2": diner_orders.measure,
    "3": way_home.backlog,
    "4": way_home.one_order,
    "6": starting.measure,
    "7": cashier_taps.measure,
    "8": phone_page.measure,
    "9": idle.measure,
    "10": restoring.measure,
    "11": catch_up.measure,
    "12": ticket_bytes.measure,
    "13": day_end.measure,
    "14": busy_printers.measure,
    "15": ten_hours.measure,
}


def main() -> None:
    wanted = sys.argv[1:] or list(ROWS)
    found: list[Row] = []
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mashang-bench-") as folder:
        for name in wanted:
            print(f"row {name} …", file=sys.stderr, flush=True)
            found += ROWS[name](Path(folder) / name)
    print(table(found))
    print(f"\n{os.cpu_count()} cores, {time.monotonic() - begin:.0f} s in all.")


if __name__ == "__main__":
    main()
