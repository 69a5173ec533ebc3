"""The installation's keys: from the environment or a file, never from the database.

Four keys with one purpose each: ``session`` signs cookies, ``cipher`` (SM4)
encrypts personal numbers, ``index`` (HMAC-SM3) makes them findable, ``ledger``
(HMAC-SM3) chains the ledger's entries. Whoever loses the file loses the
encrypted numbers, so nothing here ever replaces an existing file.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


class KeysMissing(Exception):
    """There is no key file yet, or it is damaged; the text says what to do."""


@dataclass(frozen=True)
class Keys:
    """The four keys; the representation shows none of them."""

    session: str
    cipher: bytes
    index: bytes
    ledger: bytes

    def __repr__(self) -> str:
        """Hide the keys from logs and tracebacks."""
        return "Keys(…)"


def load(path: str | Path, *, inline: str = "") -> Keys:
    """Read the keys from ``inline`` JSON or from the file.

    :raises KeysMissing: there are none, or they are not whole.
    """
    source = inline or (Path(path).read_text("utf-8") if Path(path).is_file() else "")
    if not source:
        raise KeysMissing(f"找不到密钥文件 {path}。首次使用请运行 xianfeng setup。")
    try:
        row = json.loads(source)
        keys = Keys(
            session=row["session"],
            cipher=bytes.fromhex(row["cipher"]),
            index=bytes.fromhex(row["index"]),
            ledger=bytes.fromhex(row["ledger"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise KeysMissing(f"密钥文件 {path} 不完整，请从备份恢复，切勿重新生成。") from error
    if len(keys.cipher) != 16 or len(keys.index) < 32 or len(keys.ledger) < 32:
        raise KeysMissing(f"密钥文件 {path} 中的密钥长度不对，请从备份恢复。")
    return keys


def create(path: str | Path) -> bool:
    """Write a new key file for its owner only; tell whether one was made."""
    target = Path(path)
    if target.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    row = {
        "session": secrets.token_urlsafe(50),
        "cipher": secrets.token_hex(16),
        "index": secrets.token_hex(32),
        "ledger": secrets.token_hex(32),
    }
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(row, file, indent=1)
    return True
