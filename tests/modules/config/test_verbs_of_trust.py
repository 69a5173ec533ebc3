"""The verbs ``xianfeng ledger`` and ``xianfeng account``."""

import re

import pytest

from tests import cast
from xianfeng.config import command
from xianfeng.config.verbs import account_, ledger_
from xianfeng.trust.models import Account, Grant, LedgerEntry

pytestmark = pytest.mark.django_db


def _run(verb, *words: str) -> int:
    return verb.run(command.parser().parse_args(words))


def test_verifies_and_seals(capsys):
    cast.account("hanmei")
    assert _run(ledger_, "ledger", "seal") == 0
    assert re.match(r"已封签1条。\n第\d+号封签：", capsys.readouterr().out)
    assert _run(ledger_, "ledger", "seal") == 0
    assert "没有新的记录" in capsys.readouterr().out
    assert _run(ledger_, "ledger", "verify") == 0
    assert "共1条、1条链、1次封签。\n台账完整" in capsys.readouterr().out


def test_fails_and_names_the_entry_that_was_changed(capsys):
    made = cast.account("hanmei")
    LedgerEntry.objects.update(actor_name="别人")
    assert _run(ledger_, "ledger", "verify") == 1
    assert f"  链“account:{made}”第1条被改动" in capsys.readouterr().out


def test_makes_the_first_administrator_with_a_one_time_password(capsys):
    words = ("account", "admin", "--name", "邓工", "--role", "system_administrator")
    assert _run(account_, *words) == 0
    password = capsys.readouterr().out.split("一次性密码：")[1].split("（")[0]
    account = Account.objects.get(username="admin")
    assert account.check_password(password)
    assert account.must_change_password
    grant = Grant.objects.get()
    assert (grant.role, grant.org_path, grant.granted_by_id) == ("system_administrator", "", None)
    assert set(LedgerEntry.objects.values_list("event", flat=True)) == {
        "trust.account.created",
        "trust.grant.given",
    }


@pytest.mark.parametrize(
    ("role", "more", "words"),
    [
        ("king", (), "没有角色“king”"),
        ("member", ("--organisation", "nowhere"), "找不到党组织“nowhere”"),
    ],
)
def test_refuses_what_is_not_known(capsys, role, more, words):
    assert _run(account_, "account", "admin", "--name", "x", "--role", role, *more) == 1
    assert words in capsys.readouterr().err
    assert not Account.objects.exists()


def test_refuses_a_taken_name(capsys):
    cast.account("admin")
    words = ("account", "admin", "--name", "x", "--role", "system_administrator")
    assert _run(account_, *words) == 1
    assert "已被另一账号使用" in capsys.readouterr().err
    assert Account.objects.count() == 1
