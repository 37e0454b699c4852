"""What really stands in an encrypted file, also where no table looks any more."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT, IV = 4096, 80, 16, 16  # bytes, of SQLCipher 4


def plain_pages(file: Path, key: str) -> bytes:
    """All pages of a SQLCipher file decrypted, the freed ones too. ``key``: 64 hexadecimal characters."""
    raw, found = file.read_bytes(), bytearray()
    for start in range(0, len(raw), PAGE):
        page = raw[start : start + PAGE]
        sealed, vector = page[SALT if start == 0 else 0 : -RESERVED], page[-RESERVED:][:IV]
        if vector != bytes(IV):  # a page that was never written
            opening = Cipher(algorithms.AES(bytes.fromhex(key)), modes.CBC(vector)).decryptor()
            found += opening.update(sealed)
    return bytes(found)
