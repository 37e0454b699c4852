"""A one-time code: how it is spelled, and how whoever holds it may look without using it up.

To look, the code itself does not go over the line: what is asked is sealed with it.
"""

from __future__ import annotations

import hashlib
import hmac


def spelled(code: str) -> str:
    """A code as it is kept, however it was typed."""
    return "".join(code.split()).replace("-", "").upper()


def sealed(code: str, asked: bytes) -> str:
    """What shows that who asks this holds the code: HMAC-SHA-256, hexadecimal."""
    return hmac.new(spelled(code).encode(), asked, hashlib.sha256).hexdigest()
