"""Serving: website and worker start together, end together, and leave nothing behind."""

import os
import signal
import socket
import threading
import time
import urllib.request

import pytest

from xianfeng.config import serving

LASTING = ["timeit", "-n1", "-r1", "import time; time.sleep(60)"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def website(*, host: str, port: int, vendor: str) -> list[str]:
    return ["http.server", str(port), f"--bind={host}", "--directory=/var/empty"]


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """Put a stand-in for the website; its port is the answer."""
    monkeypatch.setattr(serving, "website", website)
    return free_port()


def test_runs_one_waitress_for_sqlite_and_two_gunicorn_workers_for_postgresql() -> None:
    one = serving.website(host="127.0.0.1", port=8000, vendor="sqlite")
    two = serving.website(host="127.0.0.1", port=8000, vendor="postgresql")

    assert one[0] == "waitress" and "--threads=8" in one
    assert two[0] == "gunicorn" and {"--workers=2", "--worker-class=gthread"} <= set(two)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
    ],
)
def test_says_an_address_that_a_browser_can_open(host: str, shown: str) -> None:
    assert serving.address(host, 8000) == shown


def test_refuses_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        assert serving.run(host="127.0.0.1", port=taken.getsockname()[1]) == 1

    assert "已被占用" in capsys.readouterr().err


def test_stops_everything_on_ctrl_c(
    port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "worker", lambda: LASTING)
    handler = signal.getsignal(signal.SIGINT)

    def press() -> None:
        for _try in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
            except OSError as refused:
                if hasattr(refused, "code"):
                    break
                time.sleep(0.1)
            else:
                break
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press).start()

    assert serving.run(host="127.0.0.1", port=port) == 0

    assert f"http://127.0.0.1:{port}/" in capsys.readouterr().out
    assert serving.is_free("127.0.0.1", port)
    assert signal.getsignal(signal.SIGINT) is handler


def test_stops_everything_when_one_process_fails(
    port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "worker", lambda: ["no_such_module_anywhere"])

    assert serving.run(host="127.0.0.1", port=port) == 1

    assert "no_such_module_anywhere 已退出" in capsys.readouterr().err
    assert serving.is_free("127.0.0.1", port)
