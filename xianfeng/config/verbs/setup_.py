"""``xianfeng setup``: creates or upgrades the database; safe to run again."""

import argparse

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
    call_command("collectstatic", verbosity=0, interactive=False)
