"""``xianfeng serve``: brings the database to this version, then runs website and background work."""

import argparse

from xianfeng.config import serving
from xianfeng.config.verbs import setup_


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C; return 1 if the address is taken or a process ended by itself."""
    setup_.prepare()
    return serving.run(host=options.host, port=options.port)
