"""Places as entries: what a movement does to the balances, what a case must hold.

Places are conserved: an entry only says from where to where. What an
organisation has is what its entries add up to; nothing is ever adjusted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xianfeng.procedure.board import Settled
from xianfeng.recruitment.vocab.quotas import CONSUME, RESERVE, Box, Movement


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What one account has: what came, what went on below, what cases reserved and used."""

    granted: int = 0
    passed_on: int = 0
    reserved: int = 0
    used: int = 0

    @property
    def free(self) -> int:
        """Places that nobody has yet."""
        return self.granted - self.passed_on - self.reserved - self.used

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is negative and no more was given away than there is."""
        return min(self.passed_on, self.reserved, self.used, self.free) >= 0


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One entry as the arithmetic sees it; accounts by id, None outside of the tree."""

    kind: Movement
    places: int = 1
    source: int | None = None
    target: int | None = None
    box: Box | None = None
    case_ref: int | None = None


class Overdrawn(Exception):
    """The movement would take more than the account has."""

    def __init__(self, account: int) -> None:
        """Name the account."""
        super().__init__(f"account {account}")
        self.account = account


# From an account to the root: itself first.
Chain = Callable[[int], Sequence[int]]


def deltas(posting: Posting, chain: Chain) -> dict[int, Balance]:
    """Return what an entry changes, by account.

    A movement between accounts takes the places out along the way up and puts
    them in along the way down; above the meeting point the two cancel out.
    """
    if posting.case_ref is not None and posting.kind is not Movement.GRANT:
        return _of_case(posting)
    changes: dict[int, Balance] = {}
    for end, places in ((posting.source, -posting.places), (posting.target, posting.places)):
        if end is None:
            continue
        own, *above = chain(end)
        changes[own] = _sum(changes.get(own), Balance(granted=places))
        for account in above:
            step = Balance(granted=places, passed_on=places)
            changes[account] = _sum(changes.get(account), step)
    return {account: change for account, change in changes.items() if change != Balance()}


def _of_case(posting: Posting) -> dict[int, Balance]:
    one = posting.places
    if posting.kind is Movement.RETURN and posting.source is not None:
        is_used = posting.box is Box.USED
        return {posting.source: Balance(used=-one) if is_used else Balance(reserved=-one)}
    if posting.target is None:
        raise ValueError("a case takes from an account")
    if posting.kind is Movement.CONSUME:
        return {posting.target: Balance(reserved=-one, used=one)}
    return {posting.target: Balance(reserved=one)}


def _sum(one: Balance | None, other: Balance) -> Balance:
    one = one or Balance()
    return Balance(
        granted=one.granted + other.granted,
        passed_on=one.passed_on + other.passed_on,
        reserved=one.reserved + other.reserved,
        used=one.used + other.used,
    )


def applied(balances: Mapping[int, Balance], posting: Posting, chain: Chain) -> dict[int, Balance]:
    """Return the balances that the entry changes, as they are after it.

    :raises Overdrawn: one of them would give away more than it has.
    """
    after = {}
    for account, change in deltas(posting, chain).items():
        balance = _sum(balances.get(account), change)
        if not balance.is_sound:
            raise Overdrawn(account)
        after[account] = balance
    return after


def recount(postings: Iterable[Posting], chain: Chain) -> dict[int, Balance]:
    """Add up every entry from the first; what the stored balances must agree with.

    :raises Overdrawn: some entry was impossible when it was made.
    """
    balances: dict[int, Balance] = {}
    for posting in postings:
        balances |= applied(balances, posting, chain)
    return balances


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a case must hold by its signed steps: in which box, of which year."""

    box: Box
    year: int


def claim(settled: Settled) -> Claim | None:
    """Return what a case must hold; nothing when it was ended or cancelled.

    The year is that of the latest step that reserves: a candidate of November
    whose pre-review is in March takes a place of the new year. The admission
    uses the place that was reserved, whenever it is approved.
    """
    if settled.is_void:
        return None
    days: dict[str, date] = {}
    for effect in settled.effects:
        days[effect.word] = max(effect.on, days.get(effect.word, effect.on))
    if not days.keys() & {RESERVE, CONSUME}:
        return None
    day = days.get(RESERVE, days.get(CONSUME))
    if day is None:
        return None
    return Claim(box=Box.USED if CONSUME in days else Box.RESERVED, year=day.year)


def kept_beyond_plan(found: Claim | None, *, is_void: bool, year: int) -> Claim | None:
    """Keep a place that the county gave beyond the plan reserved until the case uses it or ends."""
    if is_void:
        return None
    return replace(found, year=year) if found else Claim(box=Box.RESERVED, year=year)
