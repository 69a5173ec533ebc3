"""``xianfeng setup``: creates or upgrades the database; safe to run again."""

import argparse
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from xianfeng.kernel import clock
from xianfeng.registry.commands import calendar


def run(options: argparse.Namespace) -> int:
    """Migrate, make the cache table, collect static files."""
    prepare()
    print("数据库已就绪。")
    return 0


def prepare() -> None:
    """Bring database and static files to this version."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    calendar.load_known(at=clock.now())
    _collect_static(settings.DATA_DIR / "static.stamp")


def _collect_static(stamp: Path) -> None:
    """Collect, unless the same files were collected before: compressing them takes seconds."""
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    present = digest.hexdigest()
    if settings.STATIC_ROOT.is_dir() and stamp.is_file() and stamp.read_text("ascii") == present:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(present, "ascii")
