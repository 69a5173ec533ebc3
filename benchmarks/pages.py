"""Pages beside their floor, measured in turn in the same run.

    python benchmarks/pages.py --members 17000
    python benchmarks/pages.py --members 300000
    scripts/with-postgres .venv/bin/python benchmarks/pages.py --members 300000

Builds the demo county (and tops it up with an imported roster), captures the
SQL of every page, then lets product and floor answer over HTTP from the same
kind of server: gunicorn, two workers of four threads. For each page: bytes,
queries, median and 95th percentile of one client, requests a second from
eight; the ratios are product over floor of the same round, median of rounds.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def prepared(folder: Path, members: int) -> None:
    """Make the county in the folder (or in the PostgreSQL database that is set)."""
    os.environ["XIANFENG_DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    started = time.perf_counter()
    subprocess.run([BIN / "xianfeng", "demo", "--no-serve"], check=True, stdout=subprocess.DEVNULL)
    print(f"demo county: {time.perf_counter() - started:.1f} s")
    if members > 20_000:
        roster = folder / "more.xlsx"
        sys.path.insert(0, str(ROOT / "benchmarks"))
        import import_roster

        import_roster.make(roster, members - 17_000)
        started = time.perf_counter()
        subprocess.run(
            [BIN / "xianfeng", "import", "roster", roster], check=True, stdout=subprocess.DEVNULL
        )
        print(f"topped up to {members}: {time.perf_counter() - started:.1f} s")


class Captured:
    """A page of the product: its address, SQL, bytes."""

    def __init__(self, name: str, path: str) -> None:
        self.name, self.path = name, path
        self.statements: list[str] = []
        self.bytes = self.zipped = 0


def captured(role: str) -> tuple[list[Captured], str, dict[str, object]]:
    """Ask every page once in this process; return pages, session cookie, database settings."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    accounts = json.loads((settings.DATA_DIR / "demo.json").read_text("utf-8"))
    chosen = next(a for a in accounts if a["role"] == role)
    client = Client(headers={"host": "127.0.0.1"})
    from xianfeng.trust.models import Account

    client.force_login(Account.objects.get(username=chosen["username"]))

    def found(pattern: str, html: str) -> str:
        return re.search(pattern, html)[0]

    people = client.get("/people/").content.decode()
    cases = client.get("/cases/").content.decode()
    pages = [
        Captured("people, page 1", "/people/"),
        Captured("people, deepest", "/people/?last=1"),
        Captured("people, township", _township()),
        Captured("search, name", "/search/?q=%E7%8E%8B%E5%BB%BA"),
        Captured("search, initials", "/search/?q=zjg"),
        Captured("person", found(r"/people/\d+/", people)),
        Captured("case", found(r"/cases/\d+/", cases)),
        Captured("cases by stage", "/cases/"),
        Captured("to-do", "/todo/"),
        Captured("start", "/"),
        Captured("digest", "/digest/"),
        *_guidance(client, found),
    ]
    for page in pages:
        for _warm in range(2):
            client.get(page.path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(page.path)
        assert response.status_code == 200, (page.path, response.status_code)
        page.statements = [q["sql"] for q in queries.captured_queries]
        page.bytes = len(response.content)
        page.zipped = len(client.get(page.path, headers={"accept-encoding": "gzip"}).content)
    # Both cookies, as a browser sends them back: without the second each answer makes a new one.
    cookie = "; ".join(
        f"{name}={client.cookies[name].value}" for name in ("sessionid", "csrftoken")
    )
    return pages, cookie, dict(connection.settings_dict)


def _guidance(client, found) -> list[Captured]:
    """Return the pages of guidance, cultivation and structure, the first row of each list opened."""
    pages = [
        Captured(f"guidance: {name}", path)
        for name, path in (
            ("plans", "/plans/"),
            ("tasks", "/tasks/"),
            ("programmes", "/programmes/"),
            ("activists", "/programmes/activists/"),
            ("young", "/programmes/young_member/"),
            ("villages", "/programmes/blank_village/"),
            ("pool", "/recruitment/pool/"),
            ("training", "/training/"),
            ("exceptions", "/training/exceptions/"),
            ("structure", "/figures/structure"),
            ("year", "/figures/year"),
        )
    ]
    for name, index, row in (
        ("plan", "/plans/", r"/plans/\d+/"),
        ("task", "/tasks/", r"/tasks/\d+/"),
        ("quotas", "/quotas/", r"/quotas/\d+/"),
        ("entries", "/quotas/", r"/quotas/\d+/\d+/entries"),
        ("village", "/programmes/blank_village/", r"/programmes/blank_village/\d+/"),
        ("class", "/training/", r"/training/\d+/"),
    ):
        html = client.get(index, follow=True).content.decode()
        if re.search(row, html):
            pages.append(Captured(f"guidance: {name}", found(row, html)))
        else:
            print(f"no row of {name} to open")
    return pages


def _township() -> str:
    from xianfeng.registry.models import Organisation

    township = Organisation.objects.filter(parent__parent__isnull=True, parent__isnull=False)
    return f"/people/?organisation={township.order_by('path').values_list('id', flat=True)[0]}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def server(app: str, **environment: str):
    """Run gunicorn with two workers; yield its port and process."""
    port = free_port()
    command = [
        BIN / "gunicorn",
        app,
        "-w",
        "2",
        "--threads",
        "4",
        "-k",
        "gthread",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
        "--keep-alive",
        "30",
    ]
    process = subprocess.Popen(command, cwd=ROOT / "benchmarks", env={**os.environ, **environment})
    for _try in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.1)
    try:
        yield port, process
    finally:
        process.terminate()
        process.wait(10)


def timed(port: int, path: str, cookie: str, requests: int) -> list[float]:
    """Ask one after the other; return milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    spent = []
    for _request in range(requests):
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie})
        response = connection.getresponse()
        response.read()
        spent.append((time.perf_counter() - started) * 1000)
        assert response.status == 200, (path, response.status)
    connection.close()
    return spent


def rate(port: int, path: str, cookie: str, seconds: float) -> float:
    """Ask from eight clients at once; return requests a second."""
    until = time.perf_counter() + seconds
    done = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        count = 0
        while time.perf_counter() < until:
            connection.request("GET", path, headers={"Cookie": cookie})
            connection.getresponse().read()
            count += 1
        done.append(count)

    started = time.perf_counter()
    threads = [threading.Thread(target=ask) for _client in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - started)


def resident(process: subprocess.Popen) -> int:
    """Return the resident memory of a server and its workers in MiB."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            text = status.read_text()
            if re.search(rf"^(PPid|Pid):\t{process.pid}$", text, re.M):
                size = re.search(r"VmRSS:\s+(\d+)", text)
                total += int(size[1]) if size else 0
    return total // 1024


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=17_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument(
        "--only", default="", help="pages whose name holds this word, such as guidance"
    )
    parser.add_argument("--but", default="-", help="no pages whose name holds this word")
    parser.add_argument("--folder", help="keep the county here and use it again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xianfeng-bench-") as temporary:
        folder = Path(options.folder or temporary)
        if not (folder / "demo.json").exists():
            prepared(folder, options.members)
        os.environ["XIANFENG_DATA_DIR"] = str(folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
        measure(folder, options)


def measure(folder: Path, options: argparse.Namespace) -> None:
    """Measure every page and print one row each."""
    pages, cookie, database = captured("县委组织部")
    plan = {
        "url": os.environ.get("XIANFENG_DATABASE_URL", ""),
        "file": str(database["NAME"]),
        "pages": {page.path: page.statements for page in pages},
    }
    (folder / "floor.json").write_text(json.dumps(plan), "utf-8")
    with (
        server("xianfeng.config.wsgi:application") as (ours, process),
        server("floor_wsgi:application", FLOOR=str(folder / "floor.json")) as (floor, _other),
    ):
        print(
            f"{'page':20} {'sql':>3} {'kB':>5} {'gz':>5} | {'p50':>6} {'p95':>6} {'floor':>6} {'ratio':>5} | {'req/s':>6} {'floor':>6} {'ratio':>5}"
        )
        for page in pages:
            if options.only not in page.name or options.but in page.name:
                continue
            timed(ours, page.path, cookie, 10)
            timed(floor, page.path, cookie, 10)
            rounds = []
            for _round in range(options.rounds):
                mine = timed(ours, page.path, cookie, options.requests)
                base = timed(floor, page.path, cookie, options.requests)
                many = rate(ours, page.path, cookie, options.seconds)
                most = rate(floor, page.path, cookie, options.seconds)
                rounds.append(
                    (statistics.median(mine), p95(mine), statistics.median(base), many, most)
                )
            middle = [statistics.median(column) for column in zip(*rounds, strict=True)]
            ratio = statistics.median(r[0] / r[2] for r in rounds)
            fewer = statistics.median(r[4] / r[3] for r in rounds)
            print(
                f"{page.name:20} {len(page.statements):3} {page.bytes / 1000:5.1f} {page.zipped / 1000:5.1f} | {middle[0]:6.2f} {middle[1]:6.2f} {middle[2]:6.2f} {ratio:5.2f} | {middle[3]:6.0f} {middle[4]:6.0f} {fewer:5.2f}",
                flush=True,
            )
        print(f"memory of the product's server after the run: {resident(process)} MiB")


if __name__ == "__main__":
    main()
