"""Keys and certificates that hold as those of the world do: Python asks for all of it from 3.13 on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Signed = tuple[Key, x509.Certificate]


def certified(
    name: str, by: Signed | None = None, own: Key | None = None, address: str = "127.0.0.1", days: int = 1
) -> Signed:
    """A key and its certificate, by an authority, or by itself as one; a quick key if there is no other.

    It holds for so many days yet; below 0 it is over.
    """
    key = own or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    end = datetime.now(UTC) + timedelta(days=days)
    signer = by[0] if by else key
    usages = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
    others = ("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    allowed = {"digital_signature"} if by else {"digital_signature", "key_cert_sign"}
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by[1].subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=40))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), True)
        .add_extension(x509.KeyUsage(**{one: one in allowed for one in (*usages, *others)}), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
    )
    return key, builder.sign(signer, hashes.SHA256())


def key_pem(signed: Signed) -> str:
    form = serialization.PrivateFormat.PKCS8
    return signed[0].private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def certificate_pem(signed: Signed) -> str:
    return signed[1].public_bytes(serialization.Encoding.PEM).decode()
