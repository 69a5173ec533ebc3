"""SM4-GCM encryption and HMAC-SM3 indexes of personal numbers.

A sealed value is key version (1 byte), nonce (12), ciphertext, tag (16), bound
to its column by the additional data, so that a value moved to another column
does not open (stack 10, GB/T 39786 8.4).
"""

import os
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

VERSION = b"\x01"
INDEX_BYTES = 16
_DIGEST_BYTES = 32


@lru_cache(maxsize=8)
def _algorithm(key: bytes) -> algorithms.SM4:
    return algorithms.SM4(key)


@lru_cache(maxsize=8)
def _mac(key: bytes) -> hmac.HMAC:
    # Taking a key in costs six times what copying the state behind it does.
    return hmac.HMAC(key, hashes.SM3())


def seal(plain: str, *, column: str) -> bytes:
    """Encrypt text for one column; empty text stays empty."""
    if not plain:
        return b""
    nonce = os.urandom(12)
    encryptor = Cipher(_algorithm(settings.KEYS.cipher), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(column.encode())
    body = encryptor.update(plain.encode()) + encryptor.finalize()
    return VERSION + nonce + body + encryptor.tag


def unseal(sealed: bytes, *, column: str) -> str:
    """Decrypt what :func:`seal` made.

    :raises cryptography.exceptions.InvalidTag: the value was changed or moved.
    """
    raw = bytes(sealed or b"")
    if not raw:
        return ""
    nonce, body, tag = raw[1:13], raw[13:-16], raw[-16:]
    decryptor = Cipher(_algorithm(settings.KEYS.cipher), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(column.encode())
    return (decryptor.update(body) + decryptor.finalize()).decode()


def blind_index(value: str, *, purpose: str) -> bytes:
    """Return the keyed index by which an encrypted value is found; empty for empty."""
    if not value:
        return b""
    mac = _mac(settings.KEYS.index).copy()
    mac.update(f"{purpose}|{value}".encode())
    return mac.finalize()[:INDEX_BYTES]


def chain_digest(previous: bytes, body: bytes) -> bytes:
    """Return a ledger entry's digest over its predecessor's and its own canonical body."""
    mac = _mac(settings.KEYS.ledger).copy()
    mac.update(previous)
    mac.update(body)
    return mac.finalize()


def chain_head(name: str, *, length: int, digest: bytes) -> bytes:
    """Return what a chain's row keeps: the last digest, vouched for as the end of so many entries.

    The digest alone stands in the entries: whoever cut some off could copy the one before.
    """
    return digest + chain_digest(digest, f"head|{name}|{length}".encode())


def last_digest(head: bytes) -> bytes:
    """Return the last entry's digest of a chain's head; empty for an empty chain."""
    return bytes(head)[:_DIGEST_BYTES]
