"""The store's other servers: which of them a page may call, and which of their pages may call us.

A page goes on at another server when its own falls silent. It may connect to exactly the published origins,
and we answer exactly their pages; no cookie travels. A page that came by https cannot call http.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from starlette.requests import Request

from domain.errors import Refused
from sync_server.diner.port import Relay

# What may stand in a header: a host name or address, perhaps a port, nothing behind it.
_ORIGIN = re.compile(r"https?://([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,45}\])(:[0-9]{1,5})?")


@lru_cache(maxsize=4096)
def origins(addresses: tuple[str, ...], secure: bool = False) -> tuple[str, ...]:
    """Published addresses as origins, best first, without what is none; ``secure``: only https."""
    found = dict.fromkeys(address.lower().rstrip("/") for address in addresses)
    return tuple(one for one in found if _ORIGIN.fullmatch(one) and (not secure or one.startswith("https:")))


def open_to(request: Request, relay: Relay) -> Mapping[str, str]:
    """Headers that let a page of another server of this store read our answer."""
    origin = request.headers.get("origin", "")
    try:
        servers = relay.table(request.path_params["code"]).servers if origin else ()
    except Refused:
        servers = ()
    return {"Access-Control-Allow-Origin": origin} if origin in origins(servers) else {}
