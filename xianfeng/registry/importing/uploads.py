"""Where a file that was handed in waits for its import."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path


def folder(home: Path) -> Path:
    """Return the folder inside the data folder; made for its owner only."""
    found = home / "uploads"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def sweep(home: Path, *, before: datetime) -> int:
    """Remove files that were handed in before this and that no job has taken away; return how many."""
    found = [path for path in folder(home).iterdir() if path.is_file()]
    old = [path for path in found if path.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def store(home: Path, pieces: Iterable[bytes]) -> tuple[str, str]:
    """Keep a file under a name of ours, readable by its owner only; return name and SHA-256."""
    name = secrets.token_hex(16)
    digest = hashlib.sha256()
    descriptor = os.open(folder(home) / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    return name, digest.hexdigest()
