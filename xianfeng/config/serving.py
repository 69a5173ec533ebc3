"""Running the website, the background worker and the ledger's seal together, and ending them together.

The website and the worker are child processes; this process watches them,
seals the ledger every few minutes and clears leftovers once a day. Whatever ends first ends the others.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from xianfeng.config import clearing
from xianfeng.kernel import clock
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import system_actor

APPLICATION = "xianfeng.config.wsgi:application"
THREADS = 8
WORKERS = 2
SEAL_SECONDS = 300
CLEAR_SECONDS = 24 * 60 * 60
_STEP = 0.3
_GRACE = 8.0
_UP = 60.0


class _Stop(Exception):
    """Somebody pressed Ctrl-C or asked the process to end."""


def website(*, host: str, port: int, vendor: str) -> list[str]:
    """Return the command of the web server: waitress for SQLite's one process, gunicorn otherwise."""
    if vendor == "sqlite":
        return [
            "waitress", f"--host={host}", f"--port={port}", f"--threads={THREADS}", APPLICATION,
        ]  # fmt: skip
    return [
        "gunicorn", f"--bind={host}:{port}", "--worker-class=gthread", f"--workers={WORKERS}",
        f"--threads={THREADS}", "--log-level=warning", APPLICATION,
    ]  # fmt: skip


def worker() -> list[str]:
    """Return the command of the process that does the background tasks."""
    return ["django", "db_worker", "--no-startup-delay", "--no-reload"]


def is_free(host: str, port: int) -> bool:
    """Tell whether a server can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def run(*, host: str, port: int) -> int:
    """Serve until Ctrl-C or a child's end; return 0 after Ctrl-C, 1 after a child failed."""
    if not is_free(host, port):
        print(f"{host}:{port} 已被占用，请用 --port 换一个端口。", file=sys.stderr)
        return 1
    commands = [website(host=host, port=port, vendor=connection.vendor), worker()]
    connection.close()
    with _stopped_by_signals(), _children(commands) as children:
        try:
            if _answers(host, port, children):
                print(f"先锋已启动：{address(host, port)} （按 Ctrl-C 停止）", flush=True)
            return _watch(children)
        except _Stop:
            print("正在停止……", flush=True)
            return 0


def address(host: str, port: int) -> str:
    """Return what to type into the browser."""
    name = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _Stop

    wanted = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, stop) for number in wanted]
    try:
        yield
    finally:
        for number, handler in zip(wanted, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def _children(commands: Sequence[Sequence[str]]) -> Iterator[list[subprocess.Popen[bytes]]]:
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            # A session of their own: Ctrl-C reaches this process, which ends them in order.
            children.append(
                subprocess.Popen(
                    [sys.executable, "-m", *command],
                    env=os.environ.copy(),
                    start_new_session=True,
                )
            )
        yield children
    finally:
        _end(children)


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + _GRACE
    for child in children:
        try:
            child.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _answers(host: str, port: int, children: Sequence[subprocess.Popen[bytes]]) -> bool:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    until = time.monotonic() + _UP
    while time.monotonic() < until and all(child.poll() is None for child in children):
        try:
            socket.create_connection((name, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def _watch(children: Sequence[subprocess.Popen[bytes]]) -> int:
    next_seal = next_clear = time.monotonic() + SEAL_SECONDS
    while True:
        time.sleep(_STEP)
        for child in children:
            if child.poll() is not None:
                print(f"{_name(child)} 已退出（{child.returncode}），全部停止。", file=sys.stderr)
                return 1
        if time.monotonic() >= next_seal:
            _seal()
            next_seal = time.monotonic() + SEAL_SECONDS
        if time.monotonic() >= next_clear:
            _clear()
            next_clear = time.monotonic() + CLEAR_SECONDS


def _name(child: subprocess.Popen[bytes]) -> str:
    words = child.args if isinstance(child.args, list) else [str(child.args)]
    return " ".join(str(word) for word in words[2:4])


def _clear() -> None:
    close_old_connections()
    try:
        clearing.run(actor=system_actor("到期清除"), at=clock.now())
    except DatabaseError as error:
        # Asked again tomorrow: each import is cleared in a transaction of its own.
        print(f"本次未清除到期明细：{error}", file=sys.stderr)
    finally:
        connection.close()


def _seal() -> None:
    close_old_connections()
    try:
        ledger.seal(at=clock.now())
    except DatabaseError as error:
        # A busy database is asked again in a few minutes; the seal then covers both stretches.
        print(f"台账本次未封签：{error}", file=sys.stderr)
    finally:
        connection.close()
