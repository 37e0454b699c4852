"""What WeChat Pay tells by itself: sealed, signed, and sent again on its schedule until it is thanked."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RETRIES = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)  # seconds


@dataclass
class Waiting:
    """A notice that is not thanked for."""

    url: str
    body: bytes
    next_at: float
    tries: int = 0


@dataclass
class Notices:
    """``sign``: headers for a text. ``key``: by which it is sealed. ``now``: seconds. ``answers``: statuses
    in the order of sending."""

    sign: Callable[[str], Mapping[str, str]]
    now: Callable[[], float]
    key: str
    waiting: list[Waiting] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def tell(self, url: str, event: str, about: Mapping[str, Any]) -> Waiting:
        """Something has happened: it is sent with the next ``deliver``."""
        one = Waiting(url, self.sealed(event, about), self.now())
        self.waiting.append(one)
        return one

    def sealed(self, event: str, about: Mapping[str, Any]) -> bytes:
        """A notice's bytes."""
        kind, nonce = event.split(".")[0].lower(), secrets.token_hex(6)
        text = json.dumps(about, ensure_ascii=False).encode()
        sealed = AESGCM(self.key.encode()).encrypt(nonce.encode(), text, kind.encode())
        resource = {
            "original_type": kind,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "associated_data": kind,
            "nonce": nonce,
        }
        plain = {
            "id": f"EV-{secrets.token_hex(12)}",
            "create_time": "2026-11-29T20:00:00+08:00",
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": "支付成功",
            "resource": resource,
        }
        return json.dumps(plain, ensure_ascii=False).encode()

    def deliver(self) -> None:
        """Send what is due; what is not thanked for is due again as published, and given up in the end."""
        for one in [one for one in self.waiting if one.next_at <= self.now()]:
            status = self.send(one.url, one.body)
            if status in (200, 204) or one.tries == len(RETRIES):
                self.waiting.remove(one)
            else:
                one.next_at, one.tries = self.now() + RETRIES[one.tries], one.tries + 1

    def send(self, url: str, body: bytes, **headers: str) -> int:
        """Send bytes once, whatever they are; the status of the answer."""
        signed = {**self.sign(body.decode()), "Content-Type": "application/json", **headers}
        answer = requests.post(url, data=body, headers=signed, timeout=5)
        self.answers.append(answer.status_code)
        return answer.status_code
