"""Answers of the wire: canonical JSON, and refusals as {"code", "facts"} with a fitting status."""

from __future__ import annotations

import gzip
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import Refused
from domain.record.canonical import canonical
from domain.record.plain import to_plain

WORTH_PACKING = 4_096  # bytes

STATUS = {
    "signature": 401,
    "invalid_token": 401,
    "insufficient_scope": 403,
    "clock": 401,
    "revoked": 401,
    "replaced": 409,
    "second_till": 409,
    "who_speaks": 409,
    "settling": 503,
    "enrol_code": 403,
    "enrol_scope": 403,
    "table_unknown": 404,
    "receipt_unknown": 404,
    "backup_unknown": 404,
    "backup_busy": 409,
    "backup_full": 507,
    "charge_unknown": 404,
    "payment_changed": 409,
    "no_merchant": 409,
    "gap": 409,
    "fork": 409,
    "epoch": 409,
    "request_changed": 409,
    "cart_sent": 409,
    "cart_sent_already": 409,
    "cart_changed": 409,
    "too_large": 413,
    "picture_too_large": 413,
    "picture_unknown": 404,
    "pictures_full": 507,
    "no_more_pictures": 429,
    "too_fast": 429,
    "store_away": 503,
    "gateway_silent": 503,
    "server_disk": 503,
}


def answer(value: Any, status: int = 200) -> Response:
    """A plain value or dataclass as canonical JSON."""
    return Response(canonical(to_plain(value)), status, media_type="application/json")


def takes_gzip(request: Request) -> bool:
    """Whether the caller can undo it."""
    return "gzip" in request.headers.get("accept-encoding", "")


def packed(body: bytes, takes_gzip: bool) -> Response:
    """Canonical JSON, gzipped if that is worth it and the caller takes it."""
    headers = {"Vary": "Accept-Encoding"}
    if len(body) >= WORTH_PACKING and takes_gzip:
        body = gzip.compress(body, compresslevel=3)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/json", headers=headers)


def refusal(no: Refused) -> Response:
    """A rule's no."""
    return answer({"code": no.code, "facts": no.facts}, STATUS.get(no.code, 400))


async def refused(request: Request, no: Exception) -> Response:
    """The application's handler for refusals that nobody else has answered."""
    assert isinstance(no, Refused)
    return refusal(no)


async def no_such_call(request: Request, no: Exception) -> Response:
    """The application's handler for a path or method that it does not know.

    Also this no is JSON: a newer till goes on without what we cannot do, and would take anything else for a
    server that is away.
    """
    assert isinstance(no, HTTPException)
    response = answer({"detail": no.detail}, no.status_code)
    response.headers.update(no.headers or {})
    return response
