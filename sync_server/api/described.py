"""What /v1/openapi.json says of the devices' calls; they are read by hand: a signature covers raw bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.money.pay_codes import CHANNELS
from domain.record.replication import MOST_EVENTS
from sync_server.api.queries import LONGEST_WAIT
from sync_server.workflows.scopes import CARRIED

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
SIGNATURE: Schema = {"type": "string", "pattern": "^[0-9a-f]{128}$"}
TIME: Schema = {"type": "integer", "description": "UTC milliseconds"}


def _object(**fields: Schema) -> Schema:
    return {"type": "object", "properties": fields, "required": sorted(fields)}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _map(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


ANY: Schema = {"type": "object"}
ERROR = _object(code=TEXT, facts=ANY)
SIGNED = [
    {"in": "header", "name": "Mashang-Device", "required": True, "schema": ID},
    {
        "in": "header",
        "name": "Mashang-Time",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    {"in": "header", "name": "Mashang-Nonce", "required": True, "schema": ID},
    {
        "in": "header",
        "name": "Mashang-Signature",
        "required": True,
        "description": "Ed25519 over METHOD, target, time, nonce and SHA-256 of the body, one a line",
        "schema": SIGNATURE,
    },
    {
        "in": "header",
        "name": "Mashang-Waiting",
        "required": False,
        "description": "How many facts still wait at the till for their way home; shown to the owner",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    {
        "in": "header",
        "name": "Mashang-Run",
        "required": False,
        "description": "This start of the till; of two at a time one is refused with second_till",
        "schema": TEXT,
    },
    {
        "in": "header",
        "name": "Mashang-Run-Before",
        "required": False,
        "description": "Its earlier starts that may have spoken to this server, newest first",
        "schema": TEXT,
    },
    {
        "in": "header",
        "name": "Mashang-Run-Beside",
        "required": False,
        "description": "The other start that who_speaks told it of: only a till that runs can say it",
        "schema": TEXT,
    },
]


def _call(
    summary: str,
    gives: Schema,
    no: Mapping[int, str],
    body: Any = None,
    signed: bool = True,
    asked: Sequence[Schema] = (),
) -> dict[str, Any]:
    """An operation of OpenAPI. ``asked``: its parameters behind the question mark."""
    if signed:
        no = {
            401: "signature, clock, invalid_token or revoked",
            403: "insufficient_scope",
            409: "replaced, second_till, or who_speaks (facts: beside)",
            503: "settling: come again",
            **no,
        }
    refusals = {str(status): {"description": words, "content": _json(ERROR)} for status, words in no.items()}
    given = {"200": {"description": "Done", "content": _json(gives)}}
    said = {
        "summary": summary,
        "parameters": [*asked, *(SIGNED if signed else [])],
        "responses": {**given, **refusals},
    }
    return said if body is None else {**said, "requestBody": {"required": True, "content": body}}


def _asked(name: str, schema: Schema, required: bool = False) -> Schema:
    """What stands behind the question mark."""
    return {"in": "query", "name": name, "required": required, "schema": schema}


def _json(schema: Schema) -> Mapping[str, Any]:
    return {"application/json": {"schema": schema}}


COUNT: Schema = {"type": "integer", "minimum": 0}
WAIT = _asked("wait", {"type": "number", "default": 0, "description": f"seconds, {LONGEST_WAIT:g} at most"})
ENROL = _call(
    "Let a device in by a one-time code; the same device and key get the same answer again",
    _object(server=ID, epoch=ID, public_key=HASH, brand=ID, store=ID, scopes=_list(TEXT)),
    {400: "unreadable", 403: "enrol_code, or enrol_scope: the code is for another kind of device"},
    _json(
        {
            "type": "object",
            "properties": {
                "code": TEXT,
                "device": ID,
                "public_key": HASH,
                "brand": {**ID, "description": "a till's own; a device that only reads needs none"},
                "store": ID,
                "names": _map(TEXT),
                "scope": {"enum": ["till", "read"], "default": "till"},
            },
            "required": ["code", "device", "public_key"],
        }
    ),
    signed=False,
)
TOKEN = _call(
    "A short token, to be shown as `Authorization: Bearer TOKEN` instead of signing; signed itself",
    _object(token=TEXT, device=ID, scopes=_list(TEXT), given=TIME, ends=TIME, lives=NUMBER),
    {400: "unreadable", 403: "insufficient_scope: this device may not have it"},
    _json({"type": "object", "properties": {"scopes": _list({"enum": sorted(CARRIED)})}}),
)
EVENTS = _call(
    "Bring facts home: a header line and raw events, one a line, gzipped",
    _object(
        epoch=ID, seq=NUMBER, head=HASH, signature=SIGNATURE, refused=_list(_object(seq=NUMBER, code=TEXT))
    ),
    {
        400: "unreadable",
        401: "signature, clock, or revoked (kept for review)",
        409: "gap (facts: seq, head), fork, or replaced or second_till (kept for review)",
        413: "too_large",
    },
    {"application/x-ndjson": {"schema": {"type": "string", "format": "binary"}}},
)
UNPROVEN = _call(
    "Bring home for review what stands behind a damaged place of the till's record, as `/v1/events`",
    _object(kept=NUMBER),
    {
        400: "unreadable",
        401: "signature, clock, or revoked",
        409: "replaced or second_till",
        413: "too_large",
    },
    {"application/x-ndjson": {"schema": {"type": "string", "format": "binary"}}},
)
WATERMARK = _call(
    "How far an incarnation's facts are stored",
    _object(epoch=ID, seq=NUMBER, head=HASH),
    {400: "unreadable", 409: "fork: it belongs to another store"},
    asked=[_asked("incarnation", ID, required=True)],
)
HELLO = _call(
    "Who this server is and which protocols it speaks",
    _object(protocols=_list(NUMBER), server=ID, epoch=ID, public_key=TEXT, time=TIME, version=TEXT),
    {},
    signed=False,
)
MARKS = _call(
    "How far each incarnation of the device's store is stored, in the order they began",
    _object(
        epoch=ID,
        current=TEXT,
        marks=_list(_object(incarnation=ID, seq=NUMBER, head=HASH)),
    ),
    {},
)
JOURNAL = _call(
    "The store's own facts back: a packed batch as in POST /v1/events",
    {"type": "string", "format": "binary"},
    {400: "unreadable", 409: "gap: this server does not hold the event `after`"},
    asked=[
        _asked("incarnation", ID, required=True),
        _asked("after", COUNT, required=True),
        _asked("most", {**COUNT, "default": MOST_EVENTS}),
    ],
)
TOTALS = _call(
    "The store's sums as folded here; `behind`: facts not folded yet",
    _object(behind=NUMBER, openings=NUMBER, orders=NUMBER, taken=NUMBER, settled=NUMBER),
    {},
)
_CHARGE = _object(
    payment=TEXT,
    state={"enum": ["waiting", "unknown", "paid", "failed", "closed", "returning", "returned"]},
    why=TEXT,
    channel=TEXT,
    transaction=TEXT,
    provider=TEXT,
    amount=NUMBER,
    cancelling={"type": "boolean"},
    since=NUMBER,
)
CAME_LATE = _call(
    "Charges that were over and were told as paid after all, of the last two months and all that are not back"
    " with their guests yet; `since`: when they began to go back",
    _object(late=_list(_CHARGE)),
    {},
)
UNCLAIMED = _call(
    "Charges of the last month that were paid, and of which no fact of the store tells; `at`: when they were"
    " asked for",
    _object(
        unclaimed=_list(
            _object(
                payment=TEXT,
                amount=NUMBER,
                channel=TEXT,
                way=TEXT,
                transaction=TEXT,
                provider=TEXT,
                opening=TEXT,
                at=NUMBER,
            )
        )
    ),
    {},
)
CHARGE = _call(
    "Charge a guest's payment code once; the same call again tells what became of it",
    _CHARGE,
    {
        400: "unreadable, or charge_code: it is no payment code",
        409: "no_merchant: nobody charges for this store, or payment_changed: asked otherwise before",
    },
    _json(_object(payment=ID, opening=TEXT, bill=TEXT, amount=NUMBER, currency=TEXT, what=TEXT, code=TEXT)),
)
CHARGED = _call(
    "What is known of a charge, at once if it is over, else after news or `wait` seconds",
    _CHARGE,
    {400: "unreadable", 404: "charge_unknown"},
    asked=[WAIT],
)
CANCEL_CHARGE = _call(
    "See that it is not charged, or goes back; one that was never heard of can never be made again",
    _CHARGE,
    {400: "unreadable", 404: "charge_unknown: it is another store's"},
    _json({"type": "object", "properties": {"channel": {"enum": [*sorted(CHANNELS), ""]}, "way": TEXT}}),
)
RETURN_CHARGE = _call(
    "What was charged goes back to the guest as a whole; asked again, it tells how far that is",
    _CHARGE,
    {400: "charge_ended: nothing was charged", 404: "charge_unknown"},
)
LOOK = _call(
    "Ask the gateway about an open charge now: its guest says that it is paid",
    _object(),
    {404: "charge_unknown"},
)
WAYS = _call(
    "By channel, how this store's guests can pay. `clock`: milliseconds that the gateways' clock is ahead of"
    " this server's, 0 while it is no matter",
    _object(ways=_map(_list(TEXT)), clock=NUMBER),
    {},
)
ORDER = _call(
    "Make an order that a guest pays on the phone; the same call again tells the same order. `phone` is what "
    "the phone needs: empty if the gateway did not answer (ask again) or nothing is to be paid any more",
    {
        **_CHARGE,
        "properties": {
            **_CHARGE["properties"],
            "phone": {
                "type": "object",
                "properties": {
                    "kind": {"enum": ["invoke", "code", "address"]},
                    "text": TEXT,
                    "invoke": _map(TEXT),
                },
            },
        },
    },
    {
        400: "unreadable",
        409: "no_merchant: nobody charges in this way, or payment_changed: asked otherwise before",
    },
    _json(
        {
            **_object(
                payment=ID,
                opening=TEXT,
                bill=TEXT,
                amount=NUMBER,
                currency=TEXT,
                what=TEXT,
                channel={"enum": sorted(CHANNELS)},
                way={"enum": ["jsapi", "native", "h5", "precreate", "wap", "wap_demo"]},
                ends=NUMBER,
            ),
            "description": "`phone`, `payer`, `address`, `back`: of the guest's phone, if they are known",
        }
    ),
)
_REFUND = _object(
    refund=TEXT,
    payment=TEXT,
    state={"enum": ["waiting", "unknown", "done", "failed", "stuck"]},
    why=TEXT,
    transaction=TEXT,
    amount=NUMBER,
)
REFUND = _call(
    "Give a part of a charge back; the same call again tells what became of it",
    _REFUND,
    {
        400: "unreadable, charge_ended: nothing was charged, or refund_too_much",
        404: "charge_unknown",
        409: "payment_changed: asked otherwise before",
    },
    _json(_object(refund=ID, payment=ID, amount=NUMBER, reason=TEXT)),
)
FOUND_REFUNDS = _call(
    "Refunds that somebody made in the provider's own app: they stand on its bill (`day`, and `at` as it says"
    " it, gateway's time) under its number `refund`, and no fact of the store tells of them",
    _object(
        found=_list(
            _object(refund=TEXT, charge=TEXT, amount=NUMBER, channel=TEXT, opening=TEXT, day=TEXT, at=TEXT)
        )
    ),
    {},
)
REFUNDED = _call(
    "What is known of a refund, at once if it is over, else after news or `wait` seconds",
    _REFUND,
    {400: "unreadable", 404: "charge_unknown"},
    asked=[WAIT],
)
CHANNEL_BILL = _call(
    "A gateway's own bill of a day, in minor units",
    _object(
        lines=_list(
            _object(
                kind={"enum": ["charge", "refund"]},
                number=TEXT,
                charge=TEXT,
                amount=NUMBER,
                currency=TEXT,
                transaction=TEXT,
                fee=NUMBER,
                at=TEXT,
            )
        )
    ),
    {400: "unreadable, or bill_none_yet", 409: "no_merchant", 503: "gateway_silent"},
)
REPORT = _call(
    "The figures of a business day (`date`, without it today) as the owner's page shows them",
    _object(
        date=TEXT,
        currency=TEXT,
        zone=TEXT,
        behind=NUMBER,
        bills=NUMBER,
        guests=NUMBER,
        receivable=NUMBER,
        reductions=NUMBER,
        takings=NUMBER,
        part_payments=NUMBER,
        tenders=_list(
            _object(
                id=TEXT,
                names=_map(TEXT),
                amount=NUMBER,
                takings={"type": "boolean"},
                share={"type": "integer", "description": "thousandths of the takings"},
            )
        ),
        hours=_list(_object(hour=NUMBER, amount=NUMBER)),
        dishes=_list(
            _object(
                names=_map(TEXT),
                quantity={"type": "integer", "description": "thousandths"},
                amount=NUMBER,
            )
        ),
    ),
    {400: "unreadable: not a date"},
    asked=[_asked("date", {**TEXT, "default": ""})],
)
PUT_BACKUP = _call(
    "Keep an encrypted backup; Mashang-Sha256 tells the digest of the body, which is what is signed",
    _object(name=TEXT, size=NUMBER),
    {
        400: "unreadable: not the name of a backup, or other bytes than were signed",
        409: "request_changed: another backup has this name; backup_busy",
        413: "too_large",
        507: "backup_full",
    },
)
BACKUPS = _call(
    "The store's backups here, newest first",
    _object(backups=_list(_object(name=TEXT, size=NUMBER, at=TIME))),
    {},
)
BACKUP = _call("One of them as it came", {"type": "string", "format": "binary"}, {404: "backup_unknown"})
MISSING_PICTURES = _call(
    "Which of these pictures of dishes are not kept here for the store",
    _object(missing=_list(TEXT)),
    {400: "unreadable", 413: "too_large"},
    _json(_object(pictures=_list(TEXT))),
)
PUT_PICTURE = _call(
    "Keep a dish's picture, packed; it is called by its content",
    _object(picture=TEXT),
    {400: "picture_unreadable", 413: "too_large", 507: "pictures_full"},
)
PICTURE = _call("A dish's picture, packed", {"type": "string", "format": "binary"}, {404: "picture_unknown"})
STANDING_PICTURES = _call(
    "These pictures of guests stand, all others that stood are gone; which of them are not kept here",
    _object(missing=_list(TEXT)),
    {400: "unreadable", 413: "too_large"},
    _json(_object(pictures=_list(TEXT))),
)
PUT_GUEST_PICTURE = _call(
    "Keep a guest's picture; it is called by its content",
    _object(picture=TEXT),
    {400: "picture_unreadable", 413: "too_large", 429: "no_more_pictures"},
)
GUEST_PICTURE = _call(
    "A guest's picture, a JPEG, or a voice from inside WeChat",
    {"type": "string", "format": "binary"},
    {404: "picture_unknown"},
)
FEED = _call(
    "What phones asked behind EPOCH:POSITION, at once or within `wait` seconds; marks it as handed",
    _object(
        epoch=ID,
        position=NUMBER,
        ordering=_list(TEXT),
        items=_list(
            _object(
                position=NUMBER,
                kind={"enum": ["order", "call", "dish"]},
                received=TIME,
                age={"type": "integer", "description": "milliseconds since it was received"},
                body=ANY,
            )
        ),
    ),
    {400: "unreadable", 409: "epoch (facts: epoch)"},
    asked=[
        _asked("after", {**TEXT, "default": ":0"}),
        WAIT,
        _asked(
            "ordering",
            {
                **TEXT,
                "description": "the tag of where phones order as the till knows it: of another it hears",
            },
        ),
    ],
)
VERSIONS = _call(
    "Which version of each document this relay has, and SHA-256 of the menu that it shows",
    {**_object(versions=_map(NUMBER)), "properties": {"versions": _map(NUMBER), "menu": TEXT}},
    {},
)
PUBLISH = _call(
    "Publish documents, answer requests, forget documents: one change",
    _object(ok={"const": True}),
    {400: "unreadable", 413: "too_large"},
    _json(
        {
            "type": "object",
            "properties": {
                "documents": _list(_object(key=TEXT, version=NUMBER, body=ANY)),
                "verdicts": _list(ANY),
                "gone": _list(TEXT),
            },
        }
    ),
)
