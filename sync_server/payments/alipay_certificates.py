"""Alipay's certificate mode 公钥证书: an application that was set up so names certificates with each call.

Source: 公钥证书签名 of the platform's pages: the number of a certificate is the MD5 of its issuer, from the
common name on, and its serial in decimal; of the root's file those count that are signed by RSA.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sync_server.payments.alipay_account import AlipayAccount

RSA = (
    "1.2.840.113549.1.1."  # before the kinds of signatures by it; the file holds others, which we cannot read
)


def alipay_key(account: AlipayAccount) -> str:
    """By what key its words are believed, as PEM. Raises ValueError."""
    if not account.alipay_cert:
        if not account.alipay_public_key:
            raise ValueError("neither Alipay's public key nor its certificate")
        return account.alipay_public_key
    key = x509.load_pem_x509_certificate(account.alipay_cert.strip().encode()).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("a certificate of another kind")
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def named_in_calls(account: AlipayAccount) -> Mapping[str, str]:
    """What each call names beside all else; nothing of an application with plain keys. Raises ValueError."""
    given = (account.app_cert, account.alipay_cert, account.root_cert)
    if not any(given):
        return {}
    if not all(given):
        raise ValueError("three certificates go together")
    (own,) = x509.load_pem_x509_certificates(account.app_cert.strip().encode())
    roots = x509.load_pem_x509_certificates(account.root_cert.strip().encode())
    numbers = [number_of(one) for one in roots if one.signature_algorithm_oid.dotted_string.startswith(RSA)]
    return {"app_cert_sn": number_of(own), "alipay_root_cert_sn": "_".join(numbers)}


def number_of(certificate: x509.Certificate) -> str:
    """By what Alipay calls a certificate."""
    parts = [f"{one.rfc4514_attribute_name}={one.value!s}" for one in certificate.issuer]
    issuer = ",".join(reversed(parts))
    return hashlib.md5(f"{issuer}{certificate.serial_number}".encode(), usedforsecurity=False).hexdigest()
