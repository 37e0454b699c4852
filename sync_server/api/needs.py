"""What each /v1 route needs of its caller, one line a route; one that is not listed lets nobody in."""

from __future__ import annotations

from collections.abc import Mapping

from sync_server.workflows.scopes import BACKUP, FEED, PAY, PUBLISH, PUSH, READ

OPEN = "open"  # anybody
CODE = "code"  # whoever has a one-time code
ANY = "any"  # every device that was let in, by its signature and not by a token

NEEDS: Mapping[str, str] = {
    "GET /v1/hello": OPEN,
    "GET /v1/openapi.json": OPEN,
    "POST /v1/nothing": OPEN,
    "POST /v1/callbacks/{account}": OPEN,  # a gateway's signature stands in the call
    "POST /v1/enrol": CODE,
    "POST /v1/token": ANY,
    "GET /v1/totals": READ,
    "GET /v1/report": READ,
    "GET /v1/marks": READ,
    "GET /v1/watermark": READ,
    "GET /v1/publication": READ,  # versions only
    "GET /v1/feed": FEED,  # what it fetches is handed over
    "POST /v1/events": PUSH,
    "POST /v1/events/unproven": PUSH,
    "GET /v1/journal": PUSH,  # the raw facts: staff, secrets of tables
    "POST /v1/publication": PUBLISH,
    "POST /v1/pictures/missing": PUBLISH,
    "PUT /v1/pictures/{picture}": PUBLISH,
    "GET /v1/pictures/{picture}": PUBLISH,
    "POST /v1/guest-pictures/missing": PUBLISH,
    "PUT /v1/guest-pictures/{picture}": PUBLISH,
    "GET /v1/guest-pictures/{picture}": PUBLISH,
    "POST /v1/charges": PAY,
    "GET /v1/charges": PAY,
    "GET /v1/charges/unclaimed": PAY,
    "GET /v1/charges/{payment}": PAY,
    "POST /v1/charges/{payment}/cancel": PAY,
    "POST /v1/charges/{payment}/return": PAY,
    "POST /v1/charges/{payment}/look": PAY,
    "GET /v1/ways": PAY,
    "POST /v1/orders": PAY,
    "POST /v1/refunds": PAY,
    "GET /v1/refunds/found": PAY,
    "GET /v1/refunds/{refund}": PAY,
    "GET /v1/bills/{channel}/{day}": PAY,
    "PUT /v1/backups/{name}": BACKUP,
    "GET /v1/backups": BACKUP,
    "GET /v1/backups/{name}": BACKUP,
}
