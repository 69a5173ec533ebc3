"""``xianfeng serve``: brings the database to this version, then runs website and background work."""

import argparse
import sys

from xianfeng.casework.queries import editions
from xianfeng.config import serving
from xianfeng.config.verbs import setup_


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C; return 1 if the address is taken or a process ended by itself.

    A published edition of the county's own that was changed by hand is named, and nothing is served.
    """
    setup_.prepare()
    if broken := editions.broken():
        for told in broken:
            print(f"{told.message}。{told.remedy}。", file=sys.stderr)
        return 1
    return serving.run(host=options.host, port=options.port)
