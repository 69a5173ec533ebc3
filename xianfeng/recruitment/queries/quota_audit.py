"""Recounting a year's places from its entries and its cases: balances must agree with both."""

from collections import Counter
from collections.abc import Iterator

from xianfeng.casework.queries import effects
from xianfeng.kernel import paths
from xianfeng.recruitment.models import QuotaAccount, QuotaEntry, QuotaHold
from xianfeng.recruitment.rules import quotas as rules
from xianfeng.recruitment.rules.quotas import Balance, Overdrawn, Posting
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.recruitment.vocab.quotas import Box, Movement


def problems(year: int) -> list[str]:
    """Return every disagreement of a year's balances, entries, holds and cases; none is the rule."""
    accounts = {a.pk: a for a in QuotaAccount.objects.filter(year__year=year)}

    def chain(pk: int) -> list[int]:
        found, at = [], pk
        while at is not None:
            found.append(at)
            at = accounts[at].parent_id
        return found

    try:
        counted = rules.recount(_postings(year), chain)
    except Overdrawn as overdrawn:
        return [f"{accounts[overdrawn.account].org_path}: an entry took more than there was"]
    return [
        *_of_balances(accounts, counted),
        *_of_parents(accounts),
        *_of_holds(year, accounts),
        *_of_cases(year),
    ]


def _postings(year: int) -> Iterator[Posting]:
    for entry in QuotaEntry.objects.filter(year__year=year).order_by("id").iterator():
        yield Posting(
            kind=Movement(entry.kind),
            places=entry.places,
            source=entry.source_id,
            target=entry.target_id,
            box=Box(entry.box) if entry.box else None,
            case_ref=entry.case_ref,
        )


def _of_balances(accounts: dict[int, QuotaAccount], counted: dict[int, Balance]) -> Iterator[str]:
    for pk, account in accounts.items():
        stored = Balance(
            granted=account.granted,
            passed_on=account.passed_on,
            reserved=account.reserved,
            used=account.used,
        )
        if stored != counted.get(pk, Balance()):
            yield f"{account.org_path}: {stored} is stored, {counted.get(pk)} was entered"


def _of_parents(accounts: dict[int, QuotaAccount]) -> Iterator[str]:
    below: Counter[int] = Counter()
    for account in accounts.values():
        if account.parent_id is not None:
            below[account.parent_id] += account.granted
    for pk, account in accounts.items():
        if account.passed_on != below[pk]:
            yield f"{account.org_path}: passed on {account.passed_on}, below are {below[pk]}"


def _of_holds(year: int, accounts: dict[int, QuotaAccount]) -> Iterator[str]:
    held = Counter(
        QuotaHold.objects.filter(account__year__year=year).values_list("account_id", "box")
    )
    for pk, account in accounts.items():
        for box, number in ((Box.RESERVED, account.reserved), (Box.USED, account.used)):
            if held[(pk, box.value)] != number:
                yield f"{account.org_path}: {box} {number}, cases hold {held[(pk, box.value)]}"


def _of_cases(year: int) -> Iterator[str]:
    held = {
        hold.case_ref: hold
        for hold in QuotaHold.objects.filter(account__year__year=year, is_beyond_plan=False)
    }
    seen = set()
    covered = set(
        QuotaAccount.objects.filter(year__year=year, parent__isnull=False).values_list(
            "org_path", flat=True
        )
    )
    for one in effects.standing(FAMILY, under=paths.segment(1)):
        claim, hold = rules.claim(one), held.get(one.case_id)
        seen.add(one.case_id)
        is_covered = any(above in covered for above in paths.ancestors(one.org_path))
        if claim is not None and claim.year == year and is_covered:
            beyond = QuotaHold.objects.filter(case_ref=one.case_id, is_beyond_plan=True)
            if hold is None and not beyond.exists():
                yield f"case {one.case_id} holds nothing and should: {claim.box}"
            elif hold is not None and hold.box != claim.box:
                yield f"case {one.case_id} holds {hold.box} and should: {claim.box}"
        elif hold is not None and claim is None:
            yield f"case {one.case_id} holds {hold.box} and should hold nothing"
    for case_id in held.keys() - seen:
        yield f"case {case_id} holds a place and no record asks for it"
