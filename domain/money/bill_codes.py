"""The code on a pre-bill 预结单: who holds the paper may look at this one bill and pay it, and nothing else.

It follows from the bill as it was printed and from its opening's secret, which it does not tell: another
dish, another price or a settlement, and the code of the old paper opens nothing any more.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256

from domain.record.canonical import canonical

LENGTH = 32  # hexadecimal digits of a code: 128 bits
PATH = "/b"  # and store, bill and code


def bill_code(secret: str, bill: str, total: int, dishes: Sequence[tuple[str, int, int]]) -> str:
    """The code of a bill of ``total`` minor units with these ``dishes`` (line, thousandths, minor units that
    it bears), by the ``secret`` of its opening; "" if that has none."""
    if not secret:
        return ""
    told = canonical({"bill": bill, "total": total, "dishes": [list(one) for one in dishes]})
    return hmac.new(secret.encode(), b"pre-bill\n" + told, sha256).hexdigest()[:LENGTH]


def bill_url(site: str, store: str, bill: str, code: str) -> str:
    """Where a phone pays the bill, at an origin where phones find the store; "" without one of the two."""
    return f"{site}{PATH}/{store}/{bill}/{code}" if site and code else ""
