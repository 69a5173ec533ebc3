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


FACTS = rules.EntryFacts("case:1", 1, datetime(2026, 1, 1, tzinfo=UTC), 1, "韩梅", "a.b", "case:1")
BODIES = (
    lambda facts: rules.entry_body(facts, words=b"\1" * 32),
    lambda facts: rules.entry_body_within(facts, detail="{}", reason=""),
    rules.remains_body,
)


@pytest.mark.parametrize("body", BODIES)
def test_writes_an_entry_alike_in_every_time_zone(body):
    china = timezone(timedelta(hours=8))
    assert body(FACTS._replace(at=datetime(2026, 1, 1, 8, tzinfo=china))) == body(FACTS)


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
    ],
)
@pytest.mark.parametrize("body", BODIES)
def test_covers_every_fact_of_an_entry(body, changed):
    assert body(FACTS._replace(**changed)) != body(FACTS)


def test_covers_the_words_of_an_entry():
    digests = {
        rules.words_digest(detail, reason, salt=b"a" * 16)
        for detail in ("{}", '{"a":1}')
        for reason in ("", "x")
    }
    assert len({rules.entry_body(FACTS, words=digest) for digest in digests}) == 4
    bodies = {
        rules.entry_body_within(FACTS, detail=detail, reason=reason)
        for detail in ("{}", '{"a":1}')
        for reason in ("", "x")
    }
    assert len(bodies) == 4


def test_writes_no_two_forms_of_an_entry_alike():
    assert len({body(FACTS) for body in BODIES}) == 3


def test_reaches_the_subtree_and_nothing_beside_it():
    actor = Actor(1, "x", (Held(Role.BRANCH_SECRETARY, "00010002"),))
    assert actor.may(Action.VIEW_PEOPLE, path="000100020001")
    assert not actor.may(Action.VIEW_PEOPLE, path="00010003")
    assert not actor.may(Action.VIEW_PEOPLE, path="0001")
    assert not actor.may(Action.VIEW_LEDGER)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [((3,), "case:1#3"), ((1, 2, 3, 7, 9, 8), "case:1#1-3,7-9"), ((5, 1), "case:1#1,5")],
)
def test_names_entries_briefly_and_reads_them_again(numbers, words):
    assert rules.spans("case:1", numbers) == words
    assert rules.numbers_in(words) == ("case:1", frozenset(numbers))


def test_hides_words_behind_a_salt():
    first = rules.words_digest("{}", "不同意", salt=b"a" * 16)
    assert first != rules.words_digest("{}", "不同意", salt=b"b" * 16)
    assert first != rules.words_digest("{}", "同意", salt=b"a" * 16)
