"""``xianfeng setup``: creates or upgrades the database; safe to run again."""

import argparse
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from xianfeng.config import environment
from xianfeng.kernel import clock
from xianfeng.registry.commands import calendar


def run(options: argparse.Namespace) -> int:
    """Migrate, make the cache table, collect static files."""
    prepare()
    print("数据库已就绪。")
    return 0


def prepare() -> None:
    """Bring database and static files to this version."""
    with prepared():
        pass


@contextmanager
def prepared() -> Iterator[None]:
    """Bring the database to this version; static files are ready when the block ends.

    Compressing them takes seconds of another processor core, and is left out
    when the same files were collected before.
    """
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    calendar.load_known(at=clock.now())
    stamp, present = settings.DATA_DIR / "static.stamp", _static_digest()
    if settings.STATIC_ROOT.is_dir() and stamp.is_file() and stamp.read_text("ascii") == present:
        yield
        return
    child = subprocess.Popen(
        [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"]
    )
    try:
        yield
    finally:
        if child.wait() == 0:
            stamp.write_text(present, "ascii")
    if child.returncode:
        raise environment.Misconfigured("静态文件没有收集完整，请检查数据目录是否可写。")


def _static_digest() -> str:
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
