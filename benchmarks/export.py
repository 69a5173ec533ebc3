"""Export of the whole list of people as a workbook, beside its floor of the same run.

    python benchmarks/pages.py --folder /tmp/bench     # makes the county
    python benchmarks/export.py --folder /tmp/bench

The floor runs the page's own SQL on the same connection and joins the rows into
text. Both run in this process; the peak memory is this process's, Django included.
"""

import argparse
import json
import os
import resource
import statistics
import time
from html import escape


def main() -> None:
    """Measure export and floor in turn; print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", required=True, help="the county that pages.py made")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.environ["XIANFENG_DATA_DIR"] = options.folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from xianfeng.registry.models import Person
    from xianfeng.trust.models import Account

    accounts = json.loads((settings.DATA_DIR / "demo.json").read_text("utf-8"))
    usernames = {row["role"]: row["username"] for row in accounts}
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Account.objects.get(username=usernames["县委组织部"]))

    def export() -> int:
        answer = client.post(reverse("registry:people-export"), {"reason": "测量导出"})
        assert answer.status_code == 200, answer.status_code
        return sum(map(len, answer.streaming_content))

    export()
    with CaptureQueriesContext(connection) as queries:
        export()
    statements = [q["sql"] for q in queries.captured_queries if q["sql"].startswith("SELECT")]

    def floor() -> int:
        size = 0
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.cursor.execute(statement)
                for row in cursor.fetchall():
                    size += len("<tr>" + "".join(f"<td>{escape(str(v))}" for v in row))
        return size

    spent: dict[str, list[float]] = {"export": [], "floor": []}
    size = 0
    for _round in range(options.rounds):
        for name, act in (("export", export), ("floor", floor)):
            started = time.perf_counter()
            size = act() if name == "export" else (act(), size)[1]
            spent[name].append(time.perf_counter() - started)
    ours, bare = (statistics.median(spent[name]) for name in ("export", "floor"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{Person.objects.count():,} people, {size // 1024:,} kB, {len(statements)} reads: "
        f"{ours:.2f} s, floor {bare:.2f} s, ratio {ours / bare:.1f}, peak {peak} MiB"
    )


if __name__ == "__main__":
    main()
