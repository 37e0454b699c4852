"""WeChat Pay's platform certificates, for merchants that have no public key of it: told by a signed call.

Source: 获取平台证书列表 (GET /v3/certificates) of the platform's pages. Each is sealed with the merchant's
own APIv3 key: what opens comes from who knows it, so that the first need no others to be believed.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from cryptography import x509

from sync_server.payments.port import Forged
from sync_server.payments.wechat_keys import KeyRing, certified

log = logging.getLogger(__name__)
PATH = "/v3/certificates"
MOST = 20  # they have two, for a few days


def keys_in(body: str, ring: KeyRing, now: datetime | None = None) -> KeyRing:
    """The keys of the certificates that an answer tells and that hold now; ``ring``: whose secrets open them.

    Raises ValueError for what is no such answer.
    """
    told = json.loads(body)
    listed = told.get("data") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no list of certificates")
    found = KeyRing({}, ())
    for one in listed[:MOST]:
        try:
            certificate = x509.load_pem_x509_certificate(ring.opened(one["encrypt_certificate"]))
            holds = certificate.not_valid_before_utc <= (now or datetime.now(UTC))
            if holds and (now or datetime.now(UTC)) <= certificate.not_valid_after_utc:
                found = found.joined(KeyRing(certified(certificate), ()))
        except (Forged, KeyError, TypeError, ValueError) as why:
            log.warning("a platform certificate is none: %s", type(why).__name__)
    return found
