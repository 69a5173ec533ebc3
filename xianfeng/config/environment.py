"""Typed readers of environment variables that fail loudly and name the variable."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PREFIX = "XIANFENG_"


class Misconfigured(Exception):
    """An environment variable holds what the program cannot use."""


def text(name: str, default: str = "") -> str:
    """Read a string."""
    return os.environ.get(PREFIX + name, default)


def boolean(name: str, *, default: bool) -> bool:
    """Read yes or no; anything else is refused."""
    value = os.environ.get(PREFIX + name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise Misconfigured(f"{PREFIX}{name} must be yes or no, not {value!r}")


def number(name: str, *, default: int) -> int:
    """Read a whole number, zero or more."""
    value = os.environ.get(PREFIX + name, "").strip()
    if not value:
        return default
    if not value.isdecimal():
        raise Misconfigured(f"{PREFIX}{name} must be a whole number, not {value!r}")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def data_dir() -> Path:
    """Return the folder of database, keys, files and logs; made when missing, for its owner only."""
    path = Path(text("DATA_DIR") or Path.cwd() / "var").expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def database(folder: Path) -> dict[str, object]:
    """Turn ``XIANFENG_DATABASE_URL`` into Django's settings.

    ``sqlite:///relative.db``, ``sqlite:////absolute.db`` or
    ``postgresql://user:password@host:port/name?sslmode=…``; SQLite in the
    data folder by default.
    """
    url = text("DATABASE_URL")
    if not url or url.startswith("sqlite"):
        name = url.split(":///", 1)[1] if ":///" in url else str(folder / "xianfeng.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name or ":memory:",
            # Opening the file and its caches anew for each request costs more than most pages.
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                    "PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;"
                    "PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise Misconfigured(f"{PREFIX}DATABASE_URL: unknown scheme {parts.scheme!r}")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "xianfeng.tenancy.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        # No session state, so that a pooler in transaction mode may sit in between.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {**options, "prepare_threshold": None},
    }
