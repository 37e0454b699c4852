"""Run seeds by hand: `python -m tests.simulation --seeds 0-199`, or `--seed 7 --trace` to see one."""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter

from tests.simulation.faults import KINDS, OF_DAMAGE, OF_TWO_HISTORIES
from tests.simulation.run import Ran, run

SHOWN = 40  # last lines of a failing seed's trace


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", default="0-199", help="from-to, both included")
    parser.add_argument("--seed", type=int, help="one seed alone")
    parser.add_argument("--wider", action="store_true", help="with queue, banquets, accounts, money back")
    parser.add_argument("--first", action="store_true", help="phones pay before anything is cooked")
    parser.add_argument("--damage", action="store_true", help="facts on the tills' disks are altered")
    parser.add_argument("--two", action="store_true", help="disks go back while guests sit at their bills")
    parser.add_argument("--trace", action="store_true", help="print the whole trace")
    asked = parser.parse_args()
    logging.disable()  # the program's own words about poison facts
    first, _, last = asked.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1) if asked.seed is None else [asked.seed]
    faults: Counter[str] = Counter()
    kinds = OF_DAMAGE if asked.damage else OF_TWO_HISTORIES if asked.two else KINDS
    steps = facts = failed = 0
    for seed in seeds:
        ran = run(seed, kinds, wider=asked.wider, first=asked.first)
        faults += ran.faults
        steps, facts, failed = steps + ran.steps, facts + ran.facts, failed + bool(ran.violation)
        if ran.violation or asked.trace:
            _show(ran, len(ran.trace) if asked.trace else SHOWN)
    print(f"{len(seeds)} seeds, {steps} steps, {facts} facts, {failed} failed")
    print(", ".join(f"{kind} {times}" for kind, times in sorted(faults.items())))
    return 1 if failed else 0


def _show(ran: Ran, lines: int) -> None:
    print("\n".join(ran.trace[-lines:]))
    print(f"seed {ran.seed}: {ran.violation or 'all invariants hold'}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
