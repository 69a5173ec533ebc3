"""The people of the tests: ready actors, and accounts to sign them in with."""

from dataclasses import replace
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.test import Client

from xianfeng.kernel import paths
from xianfeng.trust.commands import accounts, grants
from xianfeng.trust.vocab import Actor, Held, Role, server_operator

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ROOT = paths.segment(1)
COMMITTEE = ROOT + paths.segment(1)
BRANCH = COMMITTEE + paths.segment(1)
OTHER_COMMITTEE = ROOT + paths.segment(2)
OTHER_BRANCH = OTHER_COMMITTEE + paths.segment(1)
PASSWORD = "Wushan-2026-Party"


def _actor(account_id: int, name: str, *held: Held, person_id: int | None = None) -> Actor:
    return Actor(account_id=account_id, name=name, held=held, person_id=person_id)


def county_office(path: str = ROOT) -> Actor:
    """The county organisation department."""
    return _actor(901, "韩梅", Held(Role.COUNTY_OFFICE, path))


def committee_organiser(path: str = COMMITTEE) -> Actor:
    """The organiser of a grass-roots committee."""
    return _actor(902, "罗成", Held(Role.COMMITTEE_ORGANISER, path))


def branch_secretary(path: str = BRANCH) -> Actor:
    """The secretary of a branch."""
    return _actor(903, "冉云", Held(Role.BRANCH_SECRETARY, path))


def member(path: str = BRANCH, *, person_id: int = 1) -> Actor:
    """A member who sees their own file only."""
    return _actor(904, "向前", Held(Role.MEMBER, path), person_id=person_id)


def auditor() -> Actor:
    """The audit administrator."""
    return _actor(905, "严明", Held(Role.AUDIT_ADMINISTRATOR, ""))


def system_administrator() -> Actor:
    """The system administrator."""
    return _actor(906, "邓工", Held(Role.SYSTEM_ADMINISTRATOR, ""))


def security_administrator() -> Actor:
    """The security administrator."""
    return _actor(907, "安宁", Held(Role.SECURITY_ADMINISTRATOR, ""))


def stranger() -> Actor:
    """Somebody with an account and no role at all."""
    return _actor(908, "路人")


def account(username: str, *held: Held, person_id: int | None = None) -> int:
    """Make an account with these roles and :data:`PASSWORD`; return its id."""
    operator = server_operator("tests")
    made = accounts.create_account(
        actor=operator,
        username=username,
        display_name=username,
        person_id=person_id,
        password=PASSWORD,
        at=NOON,
    )
    for one in held:
        grants.grant(
            actor=operator, account_id=made.account_id, role=one.role, path=one.path, at=NOON
        )
    return made.account_id


def enrolled(actor: Actor, *, username: str = "") -> Actor:
    """Return the actor under a real account, for tables that keep who acted as a key."""
    name = username or f"{actor.account_id}-{len(actor.held)}"
    made = account(name, *actor.held, person_id=actor.person_id)
    return replace(actor, account_id=made)


def client_of(actor: Actor, *, username: str = "") -> Client:
    """Return a client signed in with a new account that holds the actor's roles."""
    client = Client()
    signed_in = enrolled(actor, username=username)
    client.force_login(get_user_model().objects.get(pk=signed_in.account_id))
    return client
