"""Places are conserved: whatever is entered, nothing is negative and children never have more than parents."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.procedure.board import Effect, Settled
from xianfeng.recruitment.rules import quotas
from xianfeng.recruitment.rules.quotas import Balance, Claim, Overdrawn, Posting
from xianfeng.recruitment.vocab.quotas import CONSUME, RESERVE, Box, Movement

# County 1, committees 2 and 3, branches 4, 5 below 2 and 6 below 3.
PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3}
ACCOUNTS = tuple(PARENTS)


def chain(account: int) -> list[int]:
    found: list[int] = []
    at: int | None = account
    while at is not None:
        found.append(at)
        at = PARENTS[at]
    return found


def between(kind: Movement) -> st.SearchStrategy[Posting]:
    ends = st.sampled_from(ACCOUNTS)
    return st.builds(
        Posting, kind=st.just(kind), places=st.integers(1, 9), source=ends, target=ends
    )


def of_case(kind: Movement) -> st.SearchStrategy[Posting]:
    return st.builds(
        Posting,
        kind=st.just(kind),
        target=st.sampled_from(ACCOUNTS),
        case_ref=st.integers(1, 99),
    )


postings = st.one_of(
    st.builds(Posting, kind=st.just(Movement.GRANT), places=st.integers(1, 30), target=st.just(1)),
    st.builds(Posting, kind=st.just(Movement.RETURN), places=st.integers(1, 9), source=st.just(1)),
    *(between(kind) for kind in (Movement.GRANT, Movement.MOVE, Movement.CORRECT)),
    of_case(Movement.RESERVE),
    of_case(Movement.CONSUME),
    st.builds(
        Posting,
        kind=st.just(Movement.RETURN),
        source=st.sampled_from(ACCOUNTS),
        box=st.sampled_from(Box),
        case_ref=st.integers(1, 99),
    ),
)


@given(st.lists(postings, max_size=60))
def test_no_sequence_of_entries_makes_a_balance_unsound(told: list[Posting]) -> None:
    balances: dict[int, Balance] = {}
    kept = []
    for posting in told:
        try:
            after = quotas.applied(balances, posting, chain)
        except Overdrawn:
            continue
        balances |= after
        kept.append(posting)

    assert all(balance.is_sound for balance in balances.values())
    for account in ACCOUNTS:
        below = [c for c, parent in PARENTS.items() if parent == account]
        children = sum(balances.get(c, Balance()).granted for c in below)
        own = balances.get(account, Balance())
        assert own.passed_on == children <= own.granted
    assert quotas.recount(kept, chain) == balances


def fold(*told: Posting) -> dict[int, Balance]:
    return quotas.recount(told, chain)


OPENED = (
    Posting(kind=Movement.GRANT, places=10, target=1),
    Posting(kind=Movement.GRANT, places=6, source=1, target=2),
    Posting(kind=Movement.GRANT, places=2, source=2, target=4),
)


def test_a_grant_leaves_the_giver_with_what_it_passed_on() -> None:
    assert fold(*OPENED) == {
        1: Balance(granted=10, passed_on=6),
        2: Balance(granted=6, passed_on=2),
        4: Balance(granted=2),
    }


def test_a_move_across_committees_changes_both_and_not_the_county() -> None:
    found = fold(*OPENED, Posting(kind=Movement.MOVE, places=1, source=4, target=6))
    assert found[1] == Balance(granted=10, passed_on=6)
    assert found[2] == Balance(granted=5, passed_on=1)
    assert (found[3], found[6]) == (Balance(granted=1, passed_on=1), Balance(granted=1))


def test_a_case_reserves_uses_and_gives_back() -> None:
    take = Posting(kind=Movement.RESERVE, target=4, case_ref=7)
    use = Posting(kind=Movement.CONSUME, target=4, case_ref=7)
    back = Posting(kind=Movement.RETURN, source=4, box=Box.USED, case_ref=7)
    assert fold(*OPENED, take)[4] == Balance(granted=2, reserved=1)
    assert fold(*OPENED, take, use)[4] == Balance(granted=2, used=1)
    assert fold(*OPENED, take, use, back)[4] == Balance(granted=2)


def test_the_third_case_finds_no_place_of_two() -> None:
    takes = [Posting(kind=Movement.RESERVE, target=4, case_ref=n) for n in (1, 2, 3)]
    with pytest.raises(Overdrawn) as overdrawn:
        fold(*OPENED, *takes)
    assert overdrawn.value.account == 4


def test_nobody_uses_what_was_not_reserved() -> None:
    with pytest.raises(Overdrawn):
        fold(*OPENED, Posting(kind=Movement.CONSUME, target=4, case_ref=1))


def settled(*effects: tuple[str, date], is_void: bool = False) -> Settled:
    return Settled(
        case_id=1,
        organisation_id=4,
        org_path="000100010001",
        is_void=is_void,
        effects=tuple(Effect(word=word, on=on) for word, on in effects),
    )


NOVEMBER, MARCH, APRIL = date(2026, 11, 2), date(2027, 3, 5), date(2027, 4, 1)


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        (settled(), None),
        (settled((RESERVE, NOVEMBER)), Claim(box=Box.RESERVED, year=2026)),
        (settled((RESERVE, NOVEMBER), (RESERVE, MARCH)), Claim(box=Box.RESERVED, year=2027)),
        (
            settled((RESERVE, NOVEMBER), (RESERVE, MARCH), (CONSUME, APRIL)),
            Claim(box=Box.USED, year=2027),
        ),
        # Approved in the new year on a place of the old one.
        (settled((RESERVE, NOVEMBER), (CONSUME, MARCH)), Claim(box=Box.USED, year=2026)),
        (settled((CONSUME, APRIL)), Claim(box=Box.USED, year=2027)),
        (settled((RESERVE, NOVEMBER), is_void=True), None),
    ],
)
def test_a_case_claims_what_its_standing_records_say(case: Settled, wanted: Claim | None) -> None:
    assert quotas.claim(case) == wanted


def test_a_place_beyond_the_plan_stays_until_the_case_ends() -> None:
    assert quotas.kept_beyond_plan(None, is_void=False, year=2026) == Claim(
        box=Box.RESERVED, year=2026
    )
    used = Claim(box=Box.USED, year=2027)
    assert quotas.kept_beyond_plan(used, is_void=False, year=2026) == Claim(box=Box.USED, year=2026)
    assert quotas.kept_beyond_plan(used, is_void=True, year=2026) is None
