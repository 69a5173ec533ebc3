"""The accounts that a demo shows on its sign-in page."""

import json

from xianfeng.trust.queries import demo_accounts
from xianfeng.trust.queries.demo_accounts import DemoAccount


def test_shows_none_without_a_demo(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    assert demo_accounts.shown() == []


def test_shows_what_the_demo_wrote_down(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    rows = [{"role": "党员", "username": "a", "password": "b", "place": "c"}]
    (tmp_path / "demo.json").write_text(json.dumps(rows), "utf-8")
    assert demo_accounts.shown() == [DemoAccount("党员", "a", "b", "c")]
