"""The book of one plan year: accounts under lock, entries posted to them, all written together.

Not called from outside. Whoever moves places of a year holds the year's row,
so that two writers queue instead of both seeing the last place (ADR 12).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xianfeng.kernel import paths
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.models import QuotaAccount, QuotaEntry, QuotaHold, QuotaYear
from xianfeng.recruitment.rules import quotas as rules
from xianfeng.recruitment.rules.quotas import Balance, Claim, Overdrawn, Posting
from xianfeng.recruitment.vocab.quotas import Box, Movement
from xianfeng.registry.queries import naming
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.tenancy import bulk
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Words:
    """What stands beside an entry: document, reason, the split or the entry it belongs to."""

    document: str = ""
    note: str = ""
    split_id: int | None = None
    corrects_id: int | None = None


class Book:
    """The accounts of one year by path, with what is posted and not yet written."""

    def __init__(self, year: QuotaYear, accounts: Iterable[QuotaAccount]) -> None:
        """Take the accounts as read under the year's lock."""
        self.year = year
        self.by_path = {account.org_path: account for account in accounts}
        self.by_id = {account.pk: account for account in self.by_path.values()}
        self.holds: dict[int, QuotaHold] = {}
        self._changed: set[int] = set()
        self._held: set[int] = set()
        self._entries: list[QuotaEntry] = []

    @classmethod
    def locked(cls, year: int, *, paths_: Iterable[str] | None = None) -> "Book":
        """Lock a year and read its accounts, all or those at these paths.

        :raises QuotaYear.DoesNotExist: no plan has opened the year.
        """
        row = QuotaYear.objects.select_for_update().get(year=year)
        accounts = QuotaAccount.objects.filter(year=row)
        if paths_ is not None:
            accounts = accounts.filter(org_path__in=set(paths_))
        return cls(row, accounts.order_by("org_path"))

    @property
    def root(self) -> QuotaAccount:
        """The county's own account."""
        return next(account for account in self.by_path.values() if account.parent_id is None)

    def drawn_on(self, path: str) -> QuotaAccount | None:
        """Return the account from which cases of an organisation take: its own or the nearest above.

        Not the county's: what the county has not split yet is nobody's.
        """
        for above in reversed(paths.ancestors(path)):
            account = self.by_path.get(above)
            if account is not None and account.parent_id is not None:
                return account
        return None

    def below(self, account: QuotaAccount) -> list[QuotaAccount]:
        """Return the accounts directly below."""
        return [one for one in self.by_path.values() if one.parent_id == account.pk]

    def open(self, organisations: Sequence[OrganisationName], *, parent: QuotaAccount) -> None:
        """Open accounts for those organisations that have none, below ``parent``."""
        fresh = [
            QuotaAccount(year=self.year, organisation_id=one.id, org_path=one.path, parent=parent)
            for one in organisations
            if one.path not in self.by_path
        ]
        for account in QuotaAccount.objects.bulk_create(fresh, batch_size=500):
            self.by_path[account.org_path] = self.by_id[account.pk] = account

    def chain(self, account_id: int) -> list[int]:
        """Return an account and all above it."""
        found, at = [], account_id
        while at is not None:
            found.append(at)
            at = self.by_id[at].parent_id
        return found

    def post(self, posting: Posting, words: Words = Words()) -> None:
        """Apply one entry to the accounts in memory.

        :raises Overdrawn: an account has not that much.
        """
        concerned = rules.deltas(posting, self.chain)
        balances = {account: _balance(self.by_id[account]) for account in concerned}
        for pk, after in rules.applied(balances, posting, self.chain).items():
            account = self.by_id[pk]
            account.granted, account.passed_on = after.granted, after.passed_on
            account.reserved, account.used = after.reserved, after.used
            self._changed.add(pk)
        self._entries.append(
            QuotaEntry(
                year=self.year,
                kind=posting.kind,
                places=posting.places,
                source_id=posting.source,
                target_id=posting.target,
                case_ref=posting.case_ref,
                box=posting.box or "",
                split_id=words.split_id,
                document=words.document,
                note=words.note,
                corrects_id=words.corrects_id,
            )
        )

    def hold(self, case_id: int, account: QuotaAccount, box: Box) -> None:
        """Let a case take a place, use the one it has, or have it reserved again.

        :raises Overdrawn: the account has none left.
        """
        present = self.holds.get(case_id)
        if present is None:
            self._take(case_id, account)
        elif Box(present.box) is Box.USED and box is Box.RESERVED:
            self._give(case_id)
            self._take(case_id, account, is_beyond_plan=present.is_beyond_plan)
        if box is Box.USED:
            self.post(Posting(kind=Movement.CONSUME, target=account.pk, case_ref=case_id))
            self.holds[case_id].box = Box.USED
        self._held.add(case_id)

    def release(self, case_id: int) -> None:
        """Let a case give its place back; one beyond the plan leaves the books with it."""
        hold = self._give(case_id)
        if hold.is_beyond_plan:
            self.post(Posting(kind=Movement.RETURN, source=hold.account_id))

    def lift(self, cases: Iterable[int]) -> dict[int, QuotaHold]:
        """Take the places of cases up, to be set down elsewhere in the same change."""
        return {case_id: self._give(case_id) for case_id in cases}

    def set_down(self, case_id: int, hold: QuotaHold, account: QuotaAccount) -> None:
        """Put a place that was taken up into another account, beyond the plan or used as it was.

        :raises Overdrawn: the account has none left.
        """
        if hold.is_beyond_plan:
            self.post(Posting(kind=Movement.MOVE, source=hold.account_id, target=account.pk))
        self._take(case_id, account, is_beyond_plan=hold.is_beyond_plan)
        if hold.box == Box.USED:
            self.hold(case_id, account, Box.USED)

    def take_beyond_plan(self, case_id: int, account: QuotaAccount, words: Words) -> None:
        """Make one place more for a case, by a document, and reserve it for that case."""
        self.post(Posting(kind=Movement.GRANT, target=account.pk, case_ref=case_id), words)
        self._take(case_id, account, is_beyond_plan=True)

    def _take(self, case_id: int, account: QuotaAccount, *, is_beyond_plan: bool = False) -> None:
        self.post(Posting(kind=Movement.RESERVE, target=account.pk, case_ref=case_id))
        self.holds[case_id] = QuotaHold(
            case_ref=case_id, account=account, box=Box.RESERVED, is_beyond_plan=is_beyond_plan
        )
        self._held.add(case_id)

    def _give(self, case_id: int) -> QuotaHold:
        hold = self.holds.pop(case_id)
        self._held.add(case_id)
        box = Box(hold.box)
        kind = Movement.RETURN
        self.post(Posting(kind=kind, source=hold.account_id, box=box, case_ref=case_id))
        return hold

    def close(self, *, actor: Actor, at: datetime) -> list[QuotaEntry]:
        """Write what was posted, each entry with its twin in the ledger; return the entries."""
        for entry in self._entries:
            entry.account_ref, entry.actor_name, entry.entered_at = actor.account_id, actor.name, at
        entries = QuotaEntry.objects.bulk_create(self._entries, batch_size=300)
        rows = [
            (a.granted, a.passed_on, a.reserved, a.used, a.pk)
            for a in (self.by_id[pk] for pk in sorted(self._changed))
        ]
        bulk.bulk_change(QuotaAccount, ("granted", "passed_on", "reserved", "used"), rows)
        self._write_holds()
        ledger.record_many((self._happening(entry) for entry in entries), actor=actor, at=at)
        return entries

    def _write_holds(self) -> None:
        QuotaHold.objects.filter(case_ref__in=self._held).delete()
        kept = [self.holds[case] for case in sorted(self._held) if case in self.holds]
        for hold in kept:
            hold.pk = None
        QuotaHold.objects.bulk_create(kept, batch_size=500)

    def _happening(self, entry: QuotaEntry) -> ledger.Happening:
        ends = {"from": entry.source_id, "to": entry.target_id}
        places = {word: self.by_id[pk].org_path for word, pk in ends.items() if pk is not None}
        detail: dict[str, Any] = {"entry": entry.pk, "places": entry.places, **places}
        if entry.document:
            detail["document"] = entry.document
        subject = f"quota:{self.year.year}"
        return ledger.Happening(
            chain=subject,
            event=f"recruitment.quota.{entry.kind}",
            subject=f"case:{entry.case_ref}" if entry.case_ref else subject,
            detail=detail,
            reason=entry.note,
        )


def _balance(account: QuotaAccount) -> Balance:
    return Balance(
        granted=account.granted,
        passed_on=account.passed_on,
        reserved=account.reserved,
        used=account.used,
    )


def used_up(account: QuotaAccount, *, year: int) -> Refused:
    """Refuse a case for which its organisation has no place left (check D-27)."""
    name = naming.named([account.org_path])[account.org_path].name
    taken = account.passed_on + account.reserved + account.used
    fact = (
        f"{year}年度计划{account.granted}个：已使用{account.used}，已占用{account.reserved}，"
        f"已分给下级{account.passed_on}，剩余{account.free}"
    )
    words = {"党委": name, "已用": taken, "计划": account.granted}
    remedy = "请上级党委调剂名额；确需超计划的，由县委组织部凭文件批准"
    return Refused(Verdict((reason("D-27", fact=fact, remedy=remedy, **words),)))


def align(book: Book, claims: Mapping[int, tuple[str, Claim | None]]) -> None:
    """Bring what cases hold in this year in line with what they must hold.

    What is given back is posted before what is taken, so that a place can pass
    from one case to another in one change.

    :param claims: by case, where it lies and what it must hold; of another year means nothing here.
    :raises Refused: an account has no place left (check D-27).
    """
    wanted: dict[int, tuple[QuotaAccount, Box]] = {}
    for case_id, (path, claim) in claims.items():
        account = book.drawn_on(path)
        if claim is not None and claim.year == book.year.year and account is not None:
            wanted[case_id] = (account, claim.box)
    for case_id in claims.keys() & book.holds.keys() - wanted.keys():
        book.release(case_id)
    for case_id, (account, box) in wanted.items():
        present = book.holds.get(case_id)
        try:
            if present and _moves(present, account, box):
                book.set_down(case_id, book.lift([case_id])[case_id], account)
            if present is None or book.holds[case_id].box != box:
                book.hold(case_id, account, box)
        except Overdrawn as overdrawn:
            raise used_up(book.by_id[overdrawn.account], year=book.year.year) from overdrawn


def _moves(present: QuotaHold, account: QuotaAccount, box: Box) -> bool:
    """Tell whether a case's place goes to another account.

    A reserved one goes with a case that is handed over. A used one stays with whoever admitted
    and only follows a split further down: the member counts where the plan was carried out.
    """
    if present.account_id == account.pk:
        return False
    is_settled = present.box == Box.USED and box is Box.USED
    return not is_settled or account.org_path.startswith(present.account.org_path)
