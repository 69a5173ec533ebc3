"""The rules of trust: separation of the three administrators, user names, canonical entries."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from xianfeng.trust import rules
from xianfeng.trust.vocab import ADMINISTRATORS, POLICY, Action, Actor, Held, Role


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("other", sorted(Role))
def test_keeps_administrators_from_every_other_role(administrator, other):
    allowed = administrator is other
    assert rules.may_hold_together(frozenset({administrator, other})) is allowed


def test_lets_working_roles_meet_in_one_hand():
    roles = frozenset({Role.BRANCH_SECRETARY, Role.MEMBER, Role.COMMITTEE_ORGANISER})
    assert rules.may_hold_together(roles)


def test_refuses_with_both_roles_named():
    verdict = rules.roles_separate(frozenset({Role.SYSTEM_ADMINISTRATOR}), Role.AUDIT_ADMINISTRATOR)
    assert verdict.checks() == ("X-04",)
    (reason,) = verdict
    assert reason.fact == "现任：系统管理员；拟任：审计管理员"
    assert reason.remedy


def test_accepts_the_first_role_of_all():
    for role in Role:
        assert rules.roles_separate(frozenset(), role)


def test_lets_no_administrator_see_people_or_work():
    work = {Action.VIEW_PEOPLE, Action.VIEW_CASES, Action.UNMASK, Action.EXPORT, Action.OPEN_CASE}
    for role in ADMINISTRATORS:
        assert not POLICY[role] & work


def test_divides_the_three_administrators_without_overlap():
    assert POLICY[Role.SYSTEM_ADMINISTRATOR] >= {Action.MANAGE_ACCOUNTS}
    assert POLICY[Role.SECURITY_ADMINISTRATOR] >= {Action.MANAGE_GRANTS}
    holders = {
        action: {role for role in Role if action in POLICY[role]}
        for action in (Action.MANAGE_ACCOUNTS, Action.MANAGE_GRANTS, Action.VIEW_LEDGER)
    }
    assert [len(found) for found in holders.values()] == [1, 1, 1]
    assert len(set.union(*holders.values())) == 3


@pytest.mark.parametrize("name", ["abc", "a1.b_c-d", "0abc", "a" * 40])
def test_takes_plain_user_names(name):
    assert rules.is_username(name)


@pytest.mark.parametrize("name", ["", "ab", "a" * 41, "Abc", ".abc", "a b c", "韩梅梅", "abc\n"])
def test_refuses_other_user_names(name):
    assert not rules.is_username(name)


def test_writes_the_same_detail_in_one_way():
    assert rules.canonical({"乙": 1, "a": date(2026, 1, 2)}) == '{"a":"2026-01-02","乙":1}'
    assert rules.canonical({"a": 1, "b": {2, 1}}) == rules.canonical({"b": {1, 2}, "a": 1})


def test_refuses_a_detail_that_has_no_one_text():
    with pytest.raises(TypeError):
        rules.canonical({"a": object()})


def _body(**changed: object) -> bytes:
    values = {
        "chain": "case:1",
        "number": 1,
        "at": datetime(2026, 1, 1, tzinfo=UTC),
        "account_ref": 1,
        "actor_name": "韩梅",
        "event": "a.b",
        "subject": "case:1",
        "detail": "{}",
        "reason": "",
    }
    return rules.entry_body(**{**values, **changed})


def test_writes_an_entry_alike_in_every_time_zone():
    china = timezone(timedelta(hours=8))
    assert _body(at=datetime(2026, 1, 1, 8, tzinfo=china)) == _body()


@pytest.mark.parametrize(
    "changed",
    [
        {"chain": "case:2"},
        {"number": 2},
        {"at": datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)},
        {"account_ref": None},
        {"actor_name": "别人"},
        {"event": "a.c"},
        {"subject": "case:2"},
        {"detail": '{"a":1}'},
        {"reason": "x"},
    ],
)
def test_covers_every_part_of_an_entry(changed):
    assert _body(**changed) != _body()


def test_reaches_the_subtree_and_nothing_beside_it():
    actor = Actor(1, "x", (Held(Role.BRANCH_SECRETARY, "00010002"),))
    assert actor.may(Action.VIEW_PEOPLE, path="000100020001")
    assert not actor.may(Action.VIEW_PEOPLE, path="00010003")
    assert not actor.may(Action.VIEW_PEOPLE, path="0001")
    assert not actor.may(Action.VIEW_LEDGER)
