"""The server's tables: what cannot be derived. Projections of the facts stand in projections.py."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

server = Table(
    "server",
    metadata,
    Column("id", Text, primary_key=True),
    Column("epoch", Text, nullable=False),  # turns when the server is restored from a backup
    Column("signing_key", LargeBinary, nullable=False),  # Ed25519 seed; countersigns the heads of chains
    Column("token_key", LargeBinary, nullable=False, server_default=""),  # 32 bytes; seals short tokens
    Column("made_at", Integer, nullable=False),
)

owner = Table(
    "owner",
    metadata,
    Column("id", Integer, primary_key=True),  # one row, 1
    Column("password", Text, nullable=False),  # argon2id
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("wait_until", Integer, nullable=False, server_default="0"),
)

owner_sessions = Table(
    "owner_sessions",
    metadata,
    Column("token", Text, primary_key=True),  # SHA-256 of the cookie
    Column("started_at", Integer, nullable=False),
    Column("ends_at", Integer, nullable=False),
)

enrol_codes = Table(
    "enrol_codes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # owner | child
    Column("ends_at", Integer, nullable=False),
    Column("device", Text, nullable=False, server_default=""),  # who used it
    Column("scope", Text, nullable=False, server_default="till"),  # till | read
    Column("store", Text, nullable=False, server_default=""),  # whose figures it opens; a till brings its own
)

stores = Table(
    "stores",
    metadata,
    Column("id", Text, primary_key=True),
    Column("brand", Text, nullable=False),
    Column("names", Text, nullable=False),  # JSON
    # The last position given out in this store's feed; locked by the transaction that gives out the next.
    Column("position", Integer, nullable=False, server_default="0"),
    Column("current", Text, nullable=False, server_default=""),  # the incarnation that its till writes
)

devices = Table(
    "devices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("store", Text, ForeignKey("stores.id"), nullable=False),
    Column("public_key", LargeBinary, nullable=False),  # Ed25519, made by the device
    Column("names", Text, nullable=False),  # JSON
    Column("enrolled_at", Integer, nullable=False),
    Column("revoked_at", Integer, nullable=False, server_default="0"),
    Column("replaced_at", Integer, nullable=False, server_default="0"),  # another device is the till since
    Column("run", Text, nullable=False, server_default=""),  # which start of the till speaks for it
    Column("scope", Text, nullable=False, server_default="till"),  # till | read
    Column("heard_at", Integer, nullable=False, server_default="0"),  # the last call, to some minutes
    Column("stopped_at", Integer, nullable=False, server_default="0"),  # since then its facts are unreadable
    Column("elders", Text, nullable=False, server_default=""),  # runs whose place was taken, oldest first
    Column("copies", Text, nullable=False, server_default=""),  # runs of copies: nobody listens to them
)

incarnations = Table(
    "incarnations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("store", Text, ForeignKey("stores.id"), nullable=False),
    Column("device", Text, nullable=False),
    Column("seq", Integer, nullable=False, server_default="0"),  # the last one stored
    Column("head", LargeBinary, nullable=False),  # the hash after it
    Column("heard_at", Integer, nullable=False),
    Column("began", Integer, nullable=False, server_default="0"),
    Column("follows", Text, nullable=False, server_default=""),  # the incarnation that it goes on from
    Column("fork", Integer, nullable=False, server_default="0"),  # the last number shared with that one
    Column("why", Text, nullable=False, server_default=""),  # "" | fork | review
    Index("incarnations_by_store", "store"),
)

# Facts as they came. ``position`` is the order in which they are folded.
events = Table(
    "events",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("incarnation", Text, ForeignKey("incarnations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("trouble", Text, nullable=False, server_default=""),  # "" | unreadable | fold | unknown
    UniqueConstraint("incarnation", "seq", name="events_by_seq"),
    Index("events_in_trouble", "incarnation", sqlite_where=text("trouble != ''")),
)

# Facts that do not count until the owner has decided: no sale is dropped.
review = Table(
    "review",
    metadata,
    Column("incarnation", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
    Column("store", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("why", Text, nullable=False),  # fork | revoked | replaced | second_till
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", Integer, nullable=False),
    Column("verdict", Text, nullable=False, server_default=""),  # "" | counted | left_out
    Index("review_by_store", "store", "verdict"),
)

projected = Table(
    "projected",
    metadata,
    Column("id", Integer, primary_key=True),  # one row, 1
    Column("position", Integer, nullable=False),  # the last event folded
    Column("shape", Text, nullable=False),  # of the projections; another shape is folded anew
)

publications = Table(
    "publications",
    metadata,
    Column("store", Text, ForeignKey("stores.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON
)

# What phones ask: orders and calls; and what the owner wishes of dishes.
requests = Table(
    "requests",
    metadata,
    Column("store", Text, ForeignKey("stores.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # order | call | dish
    Column("table_id", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("state", Text, nullable=False),  # received | handed | lapsed | accepted | partly | refused | held
    Column("received_at", Integer, nullable=False),
    Column("handed_at", Integer, nullable=False, server_default="0"),
    Column("verdict_at", Integer, nullable=False, server_default="0"),
    Column("verdict", Text, nullable=False, server_default=""),  # JSON
    Column("body", Text, nullable=False),  # JSON
    UniqueConstraint("store", "id", name="requests_by_id"),
    sqlite_with_rowid=False,
)

# What gateways were asked to charge; written before they are asked.
charges = Table(
    "charges",
    metadata,
    Column("id", Text, primary_key=True),  # the till's payment, and our number at the gateway
    Column("store", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("opening", Text, nullable=False),
    Column("bill", Text, nullable=False),
    Column("channel", Text, nullable=False),  # wechat | alipay
    Column("way", Text, nullable=False),  # barcode | jsapi | native | h5 | precreate | wap | wap_demo
    Column("provider", Text, nullable=False),
    Column("merchant", Text, nullable=False, server_default=""),  # the account that was asked
    Column("currency", Text, nullable=False),
    Column("what", Text, nullable=False),  # what the guest reads
    Column("code", Text, nullable=False),  # SHA-256 of the guest's code: the same call asks for the same
    Column("state", Text, nullable=False),  # new | waiting | unknown | paid | failed | closed
    Column("why", Text, nullable=False),
    Column("transaction", Text, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("charged", Integer, nullable=False),
    Column("asked_at", Integer, nullable=False),
    Column("changed_at", Integer, nullable=False),
    Column("cancel_at", Integer, nullable=False),  # it was to be taken back since; 0: it was not
    Column("payer", Text, nullable=False, server_default=""),  # openid
    Column("address", Text, nullable=False, server_default=""),  # the phone's
    Column("back", Text, nullable=False, server_default=""),  # the page that the guest returns to
    Column("expires_at", Integer, nullable=False, server_default="0"),
    Column("handed", Text, nullable=False, server_default=""),  # JSON: what the phone needs
    Index("charges_open", "state", sqlite_where=text("state IN ('new', 'waiting', 'unknown')")),
)

# What goes back to guests by gateways, each kept before its gateway is asked.
gateway_refunds = Table(
    "gateway_refunds",
    metadata,
    Column("id", Text, primary_key=True),  # the till's refund, and our number at the gateway
    Column("charge", Text, nullable=False),
    Column("store", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("merchant", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),  # new | waiting | unknown | done | failed | stuck
    Column("why", Text, nullable=False),
    Column("transaction", Text, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("asked_at", Integer, nullable=False),
    Column("changed_at", Integer, nullable=False),
    Index("gateway_refunds_by_charge", "charge"),
    Index("gateway_refunds_open", "state", sqlite_where=text("state IN ('new', 'waiting', 'unknown')")),
)

# What gateways told by themselves, as it came: kept before they are thanked, applied once.
notices = Table(
    "notices",
    metadata,
    Column("merchant", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),  # of the charge or refund that it is about
    Column("raw", Text, nullable=False),
    Column("verdict", Text, nullable=False),  # applied | a code of why not
    Column("came_at", Integer, nullable=False),
)

# Accounts with gateways. Keys stand in ``body``, in a file that is encrypted as a whole.
merchants = Table(
    "merchants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("store", Text, nullable=False),
    Column("channel", Text, nullable=False),  # wechat | alipay
    Column("body", Text, nullable=False),  # JSON: the provider's account
    Column("added_at", Integer, nullable=False),
    Column("ended_at", Integer, nullable=False, server_default="0"),
    Index("merchants_by_store", "store"),
)

# Official accounts of WeChat's, by which guests' phones become known payers.
official_accounts = Table(
    "official_accounts",
    metadata,
    Column("store", Text, primary_key=True),
    Column("appid", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("proof", Text, nullable=False),
    Column("api", Text, nullable=False),
    Column("open", Text, nullable=False),
    Column("added_at", Integer, nullable=False),
    Column("tried_at", Integer, nullable=False),
    Column("token", Text, nullable=False, server_default=""),
    Column("aes_key", Text, nullable=False, server_default=""),
    Column("heard_at", Integer, nullable=False, server_default="0"),
)

# Who writes to a store inside WeChat, under the name that stands for a phone; forgotten after some days.
# Of an account that is bound no more it is only known that somebody did.
wechat_guests = Table(
    "wechat_guests",
    metadata,
    Column("store", Text, primary_key=True),
    Column("phone", Text, primary_key=True),
    Column("openid", Text, nullable=False),
    Column("wrote_at", Integer, nullable=False),
    Index("wechat_guests_by_time", "wrote_at"),
)

# Answers that go to them.
wechat_answers = Table(
    "wechat_answers",
    metadata,
    Column("store", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("phone", Text, nullable=False),
    Column("text", Text, nullable=False),  # "" once it is over
    Column("state", Text, nullable=False),  # kept | sending | what became of it
    Column("again", Integer, nullable=False),
    Column("told", Integer, nullable=False),  # 1: the till knows
    Column("kept_at", Integer, nullable=False),
    Index("wechat_answers_to_do", "store", "kept_at", sqlite_where=text("told = 0")),
)

# What they send that is no text, until it is fetched.
wechat_media = Table(
    "wechat_media",
    metadata,
    Column("store", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("phone", Text, nullable=False),
    Column("kind", Text, nullable=False),  # image | voice
    Column("media", Text, nullable=False),  # WeChat's name for it
    Column("sent_at", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Index("wechat_media_to_do", "sent_at", sqlite_where=text("done = 0")),
)

# Which payer a phone of a visit is; forgotten after some days.
payers = Table(
    "payers",
    metadata,
    Column("store", Text, primary_key=True),
    Column("phone", Text, primary_key=True),
    Column("openid", Text, nullable=False),
    Column("told_at", Integer, nullable=False),
    Index("payers_by_time", "told_at"),
)

# Dishes' pictures in all their forms.
pictures = Table(
    "pictures",
    metadata,
    Column("store", Text, primary_key=True),
    Column("id", Text, primary_key=True),  # of its content
    Column("packed", LargeBinary, nullable=False),
    Column("added_at", Integer, nullable=False),
    Index("pictures_by_id", "id"),
)

# Pictures that guests sent with what they said of a meal.
guest_pictures = Table(
    "guest_pictures",
    metadata,
    *(Column(name, Text, primary_key=True) for name in ("store", "id")),
    Column("jpeg", LargeBinary, nullable=False),
    Column("added_at", Integer, nullable=False),
    Column("stood", Integer, nullable=False),  # 1 once the till has named it
)

# Gateways' bills of days, as they were fetched.
channel_days = Table(
    "channel_days",
    metadata,
    *(Column(name, Text, primary_key=True) for name in ("store", "account", "day")),
    *(Column(name, Text, nullable=False) for name in ("channel", "trouble")),
    *(
        Column(name, Integer, nullable=False)
        for name in ("tried_at", "fetched_at", "charges", "charged", "refunds", "refunded", "fees")
    ),
)
channel_lines = Table(
    "channel_lines",
    metadata,
    *(Column(name, Text, primary_key=True) for name in ("store", "account", "day", "kind", "number")),
    *(Column(name, Text, nullable=False) for name in ("charge", "currency", "transaction", "at")),
    *(Column(name, Integer, nullable=False) for name in ("amount", "fee")),
    Index("channel_lines_by_number", "account", "number"),
)

# What of them did not agree with what we have; each stays until a person has seen to it.
differences = Table(
    "differences",
    metadata,
    Column("id", Text, primary_key=True),
    *(
        Column(name, Text, nullable=False)
        for name in ("store", "account", "channel", "day", "what", "kind", "number", "charge", "transaction")
    ),
    *(Column(name, Text, nullable=False) for name in ("at", "opening", "note")),
    *(Column(name, Integer, nullable=False) for name in ("theirs", "ours", "found_at", "settled_at")),
    Index("differences_by_store", "store", "settled_at"),
)

# The cart that the phones of an opening, or of a free table, share.
carts = Table(
    "carts",
    metadata,
    Column("store", Text, primary_key=True),
    Column("place", Text, primary_key=True),  # an opening's id, or "table/" with a table's
    Column("body", Text, nullable=False),  # JSON: its log
    Column("changed_at", Integer, nullable=False),
)

# How the names of published menus are spelled, as one version of the program does it.
spelling = Table(
    "spelling",
    metadata,
    Column("program", Text, primary_key=True),
    Column("names", Text, nullable=False),  # JSON by name
)
