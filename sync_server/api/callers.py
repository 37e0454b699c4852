"""Who calls: by a signature or by a short token, and whether its scope allows this route."""

from __future__ import annotations

import hashlib

from starlette.requests import Request

from domain.errors import Refused
from domain.record.speaking import Speaker
from sync_server.api.bodies import read_body
from sync_server.api.needs import ANY, NEEDS
from sync_server.database.enrolments import TILL, Device
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.relaying import Relay
from sync_server.workflows.scopes import LOOK, LOOKS, SCOPES
from sync_server.workflows.signatures import Signed

BEARER = "Bearer "


async def read_known(request: Request, enrolling: Enrolling, relay: Relay) -> tuple[Device, bytes]:
    """Who calls, and the body as sent.

    Raises Refused: signature, clock, invalid_token, insufficient_scope, too_large, or a bad standing.
    """
    device, body, standing = await read_any(request, enrolling)
    if standing:
        raise Refused(standing, epoch=enrolling.identity.epoch)
    contact(request, device, relay)
    return device, body


async def read_any(request: Request, enrolling: Enrolling) -> tuple[Device, bytes, str]:
    """Who calls, the body, and why that device may not speak for its store ("" if it may). Raises Refused."""
    body = await read_body(request)
    device, standing = who_calls(request, enrolling, hashlib.sha256(body).hexdigest())
    return device, body, standing


def who_calls(request: Request, enrolling: Enrolling, sha256: str) -> tuple[Device, str]:
    """Who calls with a body of that digest, and why that device may not speak. Raises Refused, also when it
    is not known yet which of two that call is the till."""
    need = NEEDS[f"{request.method} {request.scope['route'].path}"]
    shown = request.headers.get("authorization", "")
    if seal := request.headers.get("mashang-code", ""):
        return _looking(request, enrolling, need, sha256, seal), ""
    if shown.startswith(BEARER):
        device, scopes = enrolling.check_token(shown.removeprefix(BEARER))
        allowed = need in scopes
    else:
        device = enrolling.check(_signed(request, sha256))
        allowed = need == ANY or need in SCOPES[device.scope]
    if not allowed:
        raise Refused("insufficient_scope")
    return device, enrolling.standing(device, speaker(request))


def _looking(request: Request, enrolling: Enrolling, need: str, sha256: str, seal: str) -> Device:
    """Whoever holds a code and looks what would come back by it: it is no till yet, and only reads."""
    brand, _, store = request.headers.get("mashang-store", "").partition("/")
    asked = Device(request.headers.get("mashang-device", ""), store, brand, b"", {}, 0, 0, scope=LOOK)
    device = enrolling.looks(asked, _signed(request, sha256).text, seal)
    if request.method != "GET" or need not in LOOKS:
        raise Refused("insufficient_scope")
    return device


def speaker(request: Request) -> Speaker:
    """Which start of the till calls, as it says."""
    said = {name: request.headers.get(f"mashang-run{name}", "") for name in ("", "-before", "-beside")}
    return Speaker(said[""][:64], said["-before"][:400].split(","), said["-beside"][:64])


def contact(request: Request, device: Device, relay: Relay) -> None:
    """The store's till is there, and may say how many facts still wait with it. Others are no till."""
    if device.scope != TILL:
        return
    waiting = request.headers.get("mashang-waiting", "")
    relay.contact(device.store, int(waiting) if waiting.isascii() and waiting.isdigit() else None)


def _signed(request: Request, sha256: str) -> Signed:
    headers = request.headers
    time = headers.get("mashang-time", "")
    nonce = headers.get("mashang-nonce", "")
    if not (time.isascii() and time.isdigit() and len(time) <= 16 and len(nonce) == 32):
        raise Refused("signature")
    text = "\n".join([request.method, _target(request), time, nonce, sha256])
    signature = headers.get("mashang-signature", "")
    return Signed(headers.get("mashang-device", ""), int(time), nonce, signature, text.encode())


def _target(request: Request) -> str:
    """Path and query as they stand in the request line."""
    path = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace")
    query = request.scope["query_string"].decode("ascii", "replace")
    return f"{path}?{query}" if query else path
