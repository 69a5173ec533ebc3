"""Granting and revoking roles."""

from datetime import date, timedelta

import pytest

from tests import cast
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.trust.commands import accounts, grants
from xianfeng.trust.models import Account, Grant, LedgerEntry
from xianfeng.trust.queries.accounts import actor_of
from xianfeng.trust.vocab import Action, Actor, Held, Role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def security() -> Actor:
    """The security administrator with an account of their own."""
    return cast.enrolled(cast.security_administrator())


@pytest.fixture
def someone() -> int:
    """An account without a role."""
    return cast.account("someone")


@pytest.fixture
def give(security):
    """Grant as the security administrator."""

    def given(account_id: int, role: Role, path: str = cast.BRANCH, **changed: object) -> int:
        values = {"actor": security, "account_id": account_id, "role": role, "path": path}
        return grants.grant(**{**values, "at": cast.NOON, **changed})

    return given


def _checks(call) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.verdict.checks()


def _held(account_id: int, day: date = TODAY) -> tuple[Held, ...]:
    return actor_of(Account.objects.get(pk=account_id), day).held


def test_gives_a_role_at_an_organisation(give, someone):
    given = give(someone, Role.BRANCH_SECRETARY)
    assert _held(someone) == (Held(Role.BRANCH_SECRETARY, cast.BRANCH),)
    assert _held(someone, TODAY - timedelta(days=1)) == ()
    entry = LedgerEntry.objects.latest("id")
    assert (entry.event, entry.chain) == ("trust.grant.given", f"account:{someone}")
    assert entry.detail == (
        f'{{"from":"2026-11-23","grant":{given},"path":"{cast.BRANCH}",'
        '"role":"branch_secretary","to":null}'
    )


def test_gives_administrators_the_whole_county(give, someone):
    give(someone, Role.AUDIT_ADMINISTRATOR, cast.BRANCH)
    assert _held(someone) == (Held(Role.AUDIT_ADMINISTRATOR, ""),)


def test_ends_a_grant_on_the_day_that_was_set(give, someone):
    give(someone, Role.BRANCH_SECRETARY, ends_on=date(2026, 12, 1))
    assert _held(someone, date(2026, 11, 30)) != ()
    assert _held(someone, date(2026, 12, 1)) == ()


@pytest.mark.parametrize("second", [Role.AUDIT_ADMINISTRATOR, Role.MEMBER])
def test_refuses_two_hands_in_one(give, someone, second):
    give(someone, Role.SYSTEM_ADMINISTRATOR, "")
    assert _checks(lambda: give(someone, second)) == ("X-04",)
    assert Grant.objects.filter(account_id=someone).count() == 1


def test_refuses_an_administrator_among_working_roles(give, someone):
    give(someone, Role.MEMBER)
    assert _checks(lambda: give(someone, Role.AUDIT_ADMINISTRATOR)) == ("X-04",)


def test_refuses_roles_that_would_overlap_in_time(give, someone):
    give(someone, Role.MEMBER, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31))
    assert _checks(lambda: give(someone, Role.SYSTEM_ADMINISTRATOR)) == ("X-04",)
    early = give(someone, Role.SYSTEM_ADMINISTRATOR, ends_on=date(2026, 12, 1))
    late = give(someone, Role.AUDIT_ADMINISTRATOR, starts_on=date(2026, 12, 31))
    assert early != late


def test_refuses_the_same_grant_twice(give, someone):
    give(someone, Role.BRANCH_SECRETARY)
    assert _checks(lambda: give(someone, Role.BRANCH_SECRETARY)) == ("X-13",)
    give(someone, Role.BRANCH_SECRETARY, cast.OTHER_BRANCH)
    assert Grant.objects.filter(account_id=someone).count() == 2


def test_refuses_to_grant_to_oneself(give, security, someone):
    own = Actor(someone, "安宁", security.held)
    assert _checks(lambda: give(someone, Role.SECURITY_ADMINISTRATOR, actor=own)) == ("X-12",)
    assert not Grant.objects.filter(account_id=someone).exists()


def test_refuses_a_closed_account(give, someone):
    accounts.deactivate(
        actor=cast.system_administrator(), account_id=someone, why="x", at=cast.NOON
    )
    assert _checks(lambda: give(someone, Role.MEMBER)) == ("X-14",)


def test_refuses_an_end_before_the_start(give, someone):
    assert _checks(lambda: give(someone, Role.MEMBER, ends_on=TODAY)) == ("D-64",)


@pytest.mark.parametrize(
    "actor",
    [cast.system_administrator(), cast.county_office(), cast.auditor(), cast.stranger()],
)
def test_refuses_everybody_but_the_security_administrator(give, someone, actor):
    with pytest.raises(NotAllowed):
        give(someone, Role.MEMBER, actor=actor)
    given = give(someone, Role.MEMBER)
    with pytest.raises(NotAllowed):
        grants.revoke(actor=actor, grant_id=given, why="x", at=cast.NOON)
    assert _held(someone) == (Held(Role.MEMBER, cast.BRANCH),)


def test_ends_a_grant_at_once_with_its_reason(give, security, someone):
    given = give(someone, Role.BRANCH_SECRETARY)
    grants.revoke(actor=security, grant_id=given, why="换届", at=cast.NOON)
    assert _held(someone) == ()
    entry = LedgerEntry.objects.latest("id")
    assert (entry.event, entry.reason) == ("trust.grant.revoked", "换届")


def test_keeps_the_days_before_a_revocation(give, security, someone):
    given = give(someone, Role.BRANCH_SECRETARY, starts_on=date(2026, 1, 1))
    grants.revoke(actor=security, grant_id=given, why="换届", at=cast.NOON)
    assert _held(someone, date(2026, 11, 22)) != ()
    assert _held(someone, TODAY) == ()


def test_refuses_to_revoke_twice_or_without_a_reason(give, security, someone):
    given = give(someone, Role.MEMBER)
    assert _checks(lambda: grants.revoke(actor=security, grant_id=given, why="", at=cast.NOON)) == (
        "X-19",
    )
    grants.revoke(actor=security, grant_id=given, why="x", at=cast.NOON)
    assert _checks(
        lambda: grants.revoke(actor=security, grant_id=given, why="x", at=cast.NOON)
    ) == ("X-15",)


def test_lets_a_revoked_role_be_given_again(give, security, someone):
    given = give(someone, Role.MEMBER)
    grants.revoke(actor=security, grant_id=given, why="x", at=cast.NOON)
    give(someone, Role.MEMBER)
    assert actor_of(Account.objects.get(pk=someone), TODAY).may(Action.VIEW_OWN)


def test_gives_a_closed_account_no_role_in_force(give, someone):
    give(someone, Role.BRANCH_SECRETARY)
    accounts.deactivate(
        actor=cast.system_administrator(), account_id=someone, why="x", at=cast.NOON
    )
    assert _held(someone) == ()
