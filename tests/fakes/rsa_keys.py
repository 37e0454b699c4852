"""RSA keys for the gateways: one takes a tenth of a second to make, so a few are made once and go round."""

from __future__ import annotations

from functools import cache
from itertools import count

from cryptography.hazmat.primitives.asymmetric import rsa

KEPT = 12  # more than one story needs
_turns = count()


def next_key() -> rsa.RSAPrivateKey:
    """Another one than at the last eleven calls."""
    return _made(next(_turns) % KEPT)


def strangers_key() -> rsa.RSAPrivateKey:
    """One that no gateway has."""
    return _made(KEPT)


@cache
def _made(_number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
