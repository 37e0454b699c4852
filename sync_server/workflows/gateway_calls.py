"""Asking a gateway from the event loop: on a worker thread, and no answer is an answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from sync_server.payments.port import Declined, NoAnswer

log = logging.getLogger(__name__)
T = TypeVar("T")


async def ask(call: Callable[..., T], *arguments: object) -> T | None:
    """The gateway's answer; None if nobody knows. Raises Declined."""
    try:
        return await asyncio.to_thread(call, *arguments)
    except NoAnswer:
        return None
    except Declined:
        raise
    except Exception:
        log.exception("a gateway's answer was not understood")
        return None
