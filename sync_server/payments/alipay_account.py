"""A merchant of Alipay's."""

from __future__ import annotations

from dataclasses import dataclass

GATEWAY = "https://openapi.alipay.com/gateway.do"


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    """A merchant's application. Keys as PEM; ``auth_token``: of a store whose application is a provider's.
    ``callback``: this server's public address, "" if Alipay cannot reach it; ``seller_id``: who is paid. An
    application in certificate mode has three certificates instead of the public key: its own (``app_cert``),
    Alipay's, and the root's."""

    app_id: str
    private_key: str
    alipay_public_key: str = ""
    gateway: str = GATEWAY
    auth_token: str = ""
    callback: str = ""
    seller_id: str = ""
    app_cert: str = ""
    alipay_cert: str = ""
    root_cert: str = ""
