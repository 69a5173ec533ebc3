"""Accounts as their administrators make, close, open and reset them."""

import json

import pytest
from allauth.mfa.models import Authenticator

from tests import cast
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.trust.commands import accounts
from xianfeng.trust.models import Account, LedgerEntry
from xianfeng.trust.vocab import Actor, Held, Role, server_operator

pytestmark = pytest.mark.django_db
ADMIN = cast.system_administrator()


def _create(**changed: object) -> accounts.NewAccount:
    values = {"actor": ADMIN, "username": "hanmei", "display_name": "韩梅", "at": cast.NOON}
    return accounts.create_account(**{**values, **changed})


def _last() -> LedgerEntry:
    return LedgerEntry.objects.latest("id")


def test_makes_an_account_with_a_password_to_change():
    made = _create(username=" HanMei ")
    account = Account.objects.get()
    assert account.pk == made.account_id
    assert (account.username, account.display_name) == ("hanmei", "韩梅")
    assert account.must_change_password
    assert account.check_password(made.password)
    assert account.grants.count() == 0
    entry = _last()
    assert (entry.event, entry.chain) == ("trust.account.created", f"account:{account.pk}")
    assert json.loads(entry.detail) == {"username": "hanmei", "name": "韩梅", "person": None}
    assert made.password not in repr(made)


def test_keeps_a_password_that_the_caller_chose():
    _create(password=cast.PASSWORD)
    account = Account.objects.get()
    assert account.check_password(cast.PASSWORD)
    assert not account.must_change_password


def test_hashes_a_shown_password_cheaply_until_its_first_use(settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "xianfeng.trust.passwords.ShownPasswordHasher",
    ]
    _create(password=accounts.ShownPassword(cast.PASSWORD))
    account = Account.objects.get()
    assert account.password.startswith("argon2shown$")
    assert not account.check_password("Wrong-Word-29")
    assert account.check_password(cast.PASSWORD)
    account.refresh_from_db()
    assert account.password.startswith("argon2$")
    assert account.check_password(cast.PASSWORD)


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"username": "Ä b"}, "X-10"),
        ({"display_name": "  "}, "D-64"),
        ({"password": "kurz"}, "X-18"),
    ],
)
def test_refuses_what_is_not_fit(changed, check):
    with pytest.raises(Refused) as refused:
        _create(**changed)
    assert refused.value.verdict.checks() == (check,)
    assert not Account.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_refuses_a_taken_name_and_a_taken_person_together():
    _create(person_id=7)
    with pytest.raises(Refused) as refused:
        _create(username="HANMEI", person_id=7)
    assert [reason.field for reason in refused.value.verdict] == ["username", "person"]
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    "actor",
    [
        cast.county_office(),
        cast.security_administrator(),
        cast.auditor(),
        cast.branch_secretary(),
        cast.member(),
        cast.stranger(),
    ],
)
def test_refuses_everybody_but_the_system_administrator(actor):
    made = _create()
    before = LedgerEntry.objects.count()
    for call in (
        lambda: _create(actor=actor, username="other"),
        lambda: accounts.deactivate(actor=actor, account_id=made.account_id, why="x", at=cast.NOON),
        lambda: accounts.reset_password(actor=actor, account_id=made.account_id, at=cast.NOON),
        lambda: accounts.unlock(actor=actor, account_id=made.account_id, at=cast.NOON),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert Account.objects.get().is_active
    assert LedgerEntry.objects.count() == before


def test_closes_and_opens_with_reasons():
    made = _create()
    accounts.deactivate(actor=ADMIN, account_id=made.account_id, why=" 调离 ", at=cast.NOON)
    assert not Account.objects.get().is_active
    assert (_last().event, _last().reason) == ("trust.account.deactivated", "调离")
    accounts.reactivate(actor=ADMIN, account_id=made.account_id, why="调回", at=cast.NOON)
    assert Account.objects.get().is_active
    assert (_last().event, _last().reason) == ("trust.account.reactivated", "调回")


def test_refuses_to_close_without_a_reason():
    made = _create()
    with pytest.raises(Refused) as refused:
        accounts.deactivate(actor=ADMIN, account_id=made.account_id, why=" ", at=cast.NOON)
    assert refused.value.verdict.checks() == ("X-19",)
    assert Account.objects.get().is_active


def test_enters_nothing_when_the_account_is_closed_already():
    made = _create()
    accounts.deactivate(actor=ADMIN, account_id=made.account_id, why="调离", at=cast.NOON)
    accounts.deactivate(actor=ADMIN, account_id=made.account_id, why="调离", at=cast.NOON)
    assert LedgerEntry.objects.filter(event="trust.account.deactivated").count() == 1


def test_resets_a_password_to_one_that_must_be_changed():
    made = _create(password=cast.PASSWORD)
    password = accounts.reset_password(actor=ADMIN, account_id=made.account_id, at=cast.NOON)
    account = Account.objects.get()
    assert account.check_password(password)
    assert account.must_change_password
    entry = _last()
    assert entry.event == "trust.account.password_reset"
    assert password not in entry.detail + entry.reason


def test_refuses_to_act_on_ones_own_account():
    made = _create()
    own = Actor(made.account_id, "韩梅", ADMIN.held)
    for call in (
        lambda: accounts.deactivate(actor=own, account_id=made.account_id, why="x", at=cast.NOON),
        lambda: accounts.reset_password(actor=own, account_id=made.account_id, at=cast.NOON),
        lambda: accounts.unlock(actor=own, account_id=made.account_id, at=cast.NOON),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.verdict.checks() == ("X-12",)


def test_takes_off_a_lost_second_factor():
    made = _create()
    Authenticator.objects.create(user_id=made.account_id, type="totp", data={"secret": "x"})
    accounts.remove_second_factor(
        actor=ADMIN, account_id=made.account_id, why="手机遗失", at=cast.NOON
    )
    assert not Authenticator.objects.exists()
    assert (_last().event, _last().reason) == ("trust.second_factor.removed", "手机遗失")


def test_knows_no_account_that_is_not_there():
    with pytest.raises(Account.DoesNotExist):
        accounts.deactivate(actor=ADMIN, account_id=99, why="x", at=cast.NOON)


def test_makes_one_time_passwords_that_pass_the_rules():
    made = {accounts.one_time_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert len(password) == 12
        assert any(c.islower() for c in password)
        assert any(c.isupper() for c in password)
        assert any(c.isdigit() for c in password)
        assert not set(password) & set("0O1lIio")


def test_opens_another_administrators_account_only_on_the_server():
    auditor = cast.account("shenji-gong", Held(Role.AUDIT_ADMINISTRATOR, ""))

    for act in (
        lambda: accounts.reset_password(actor=ADMIN, account_id=auditor, at=cast.NOON),
        lambda: accounts.remove_second_factor(
            actor=ADMIN, account_id=auditor, why="动态口令丢失", at=cast.NOON
        ),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.verdict.checks() == ("X-04",)
    operator = server_operator("命令行")
    assert accounts.reset_password(actor=operator, account_id=auditor, at=cast.NOON)
