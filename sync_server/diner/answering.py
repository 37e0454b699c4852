"""Answers to a phone: JSON, refusals with a sentence in its language, pages and files compressed."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from domain.errors import Refused, refusal_text
from domain.record.canonical import canonical
from domain.record.plain import to_plain
from sync_server.api.answers import STATUS
from sync_server.diner.language import Language

ONE_PACKET = 1200  # bytes
RETRY_AFTER = 5  # seconds
FRESH = {"Cache-Control": "no-store"}


def _m(message: str) -> str:
    return message


# Refusals that only a phone's door gives; all others are the domain's.
OWN_MESSAGES: Mapping[str, str] = {
    "too_fast": _m("That was a lot at once. Wait a moment; your dishes are kept."),
    "too_large": _m("That is too much for one order. Split it in two."),
    "server_disk": _m(
        "The restaurant's computer cannot take this now. Nothing was ordered or charged; your dishes are"
        " kept. Tell a waiter."
    ),
}


def answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A plain value as JSON."""
    return Response(canonical(value), status, {**FRESH, **(headers or {})}, "application/json")


def light(request: Request, value: object) -> Response:
    """A longer answer, compressed if that saves a packet."""
    raw = canonical(value)
    if len(raw) < ONE_PACKET:
        return Response(raw, headers=FRESH, media_type="application/json")
    headers = {**FRESH, "Vary": "Accept-Encoding", "Content-Type": "application/json"}
    return packed(request, raw, lambda: gzip.compress(raw, 5, mtime=0), headers)


def packed(request: Request, raw: bytes, small: Callable[[], bytes], headers: Mapping[str, str]) -> Response:
    """The compressed form to those who take it."""
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(small(), headers={**headers, "Content-Encoding": "gzip"})
    return Response(raw, headers=dict(headers))


def sentence(no: Refused, language: Language) -> str:
    """What a guest reads of a refusal."""
    if no.code in OWN_MESSAGES:
        return language.translate(OWN_MESSAGES[no.code])
    return refusal_text(no.code, no.facts, language.translate, language.tag)


def refusal(no: Refused, language: Language) -> Response:
    """A rule's no, with its sentence."""
    told = {"code": no.code, "facts": to_plain(no.facts), "text": sentence(no, language)}
    later = {"Retry-After": str(RETRY_AFTER)} if no.code == "too_fast" else None
    return answer(told, STATUS.get(no.code, 400), later)
