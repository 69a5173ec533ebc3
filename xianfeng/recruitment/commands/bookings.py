"""What the cases of member development do to the quota: reserve, use, give back.

Casework tells of every change of a case, in the change's own transaction; what
the case must hold is derived anew from its standing records and only the
difference is entered. So a reversal, an ending or a second round needs no case
of its own, and doing it twice does nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from xianfeng.kernel import paths
from xianfeng.procedure.board import Settled
from xianfeng.recruitment.commands import booking
from xianfeng.recruitment.commands.booking import Book
from xianfeng.recruitment.models import QuotaHold, QuotaYear
from xianfeng.recruitment.rules import quotas as rules
from xianfeng.recruitment.rules.quotas import Claim, Overdrawn
from xianfeng.trust.vocab import Actor

_CHUNK = 500


def settle(settled: Sequence[Settled], *, actor: Actor, at: datetime) -> None:
    """Enter what these cases reserve, use and give back by their present records.

    Where no plan of the year has been split down to the case's organisation
    nothing is entered: the typed answer of the pre-review stands there.

    :raises Refused: a case would take a place where none is left (check D-27).
    """
    claims = {one.case_id: rules.claim(one) for one in settled}
    ids = [one.case_id for one in settled]
    asked = {claim.year for claim in claims.values() if claim}
    before = _holds(ids)
    years = asked | {hold.account.year.year for hold in before}
    known = QuotaYear.objects.filter(year__in=years).order_by("year").values_list("year", flat=True)
    if not years or not (opened := list(known)):
        return
    lie = {one.org_path for one in settled} | {hold.account.org_path for hold in before}
    places = {above for path in lie for above in paths.ancestors(path)}
    books = {year: Book.locked(year, paths_=places) for year in opened}
    # Read again under the locks: somebody may have been faster.
    holds = {hold.case_ref: hold for hold in _holds(ids)}
    effective = {
        one.case_id: (one.org_path, _effective(one, claims[one.case_id], holds, books))
        for one in settled
    }
    for year, book in books.items():
        book.holds = {c: h for c, h in holds.items() if h.account.year.year == year}
        booking.align(book, effective)
        book.close(actor=actor, at=at)


def _effective(
    one: Settled, claim: Claim | None, holds: Mapping[int, QuotaHold], books: Mapping[int, Book]
) -> Claim | None:
    """Return what a case must hold where not every year is in the ledger."""
    hold = holds.get(one.case_id)
    year = hold.account.year.year if hold else 0
    if hold and hold.is_beyond_plan:
        return rules.kept_beyond_plan(claim, is_void=one.is_void, year=year)
    if claim is None or (claim.year in books and books[claim.year].drawn_on(one.org_path)):
        return claim
    # The new year's plan is not out yet: the case keeps what it has.
    return replace(claim, year=year) if hold else None


def set_down(book: Book, lifted: Mapping[int, QuotaHold], settled: Iterable[Settled]) -> None:
    """Put places that cases had above into the accounts that the cases take from now.

    :raises Refused: an organisation got fewer places than its cases had (check D-27).
    """
    lie = {one.case_id: one.org_path for one in settled}
    for case_id, hold in lifted.items():
        account = book.drawn_on(lie.get(case_id, "")) or book.by_id[hold.account_id]
        try:
            book.set_down(case_id, hold, account)
        except Overdrawn as overdrawn:
            raise booking.used_up(book.by_id[overdrawn.account], year=book.year.year) from overdrawn


def book_present(book: Book, settled: Iterable[Settled]) -> None:
    """Book, in an open book, the cases that were candidates before the places were split.

    :raises Refused: an organisation got fewer places than its cases need (check D-27).
    """
    cases = {one.case_id: one for one in settled}
    stored = _holds([case_id for case_id in cases if case_id not in book.holds])
    book.holds |= {hold.case_ref: hold for hold in stored if hold.account.year_id == book.year.pk}
    claims: dict[int, tuple[str, Claim | None]] = {}
    for case_id, one in cases.items():
        claim, hold = rules.claim(one), book.holds.get(case_id)
        if hold and hold.is_beyond_plan:
            claim = rules.kept_beyond_plan(claim, is_void=one.is_void, year=book.year.year)
        if claim is not None and (hold or claim.year == book.year.year):
            claims[case_id] = (one.org_path, replace(claim, year=book.year.year))
    booking.align(book, claims)


def _holds(case_ids: Sequence[int]) -> list[QuotaHold]:
    rows: list[QuotaHold] = []
    for start in range(0, len(case_ids), _CHUNK):
        part = case_ids[start : start + _CHUNK]
        rows += QuotaHold.objects.filter(case_ref__in=part).select_related("account__year")
    return rows
