"""Reading the ledger: what happened to something, and page by page for the audit administrator."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from xianfeng.kernel.clock import CHINA
from xianfeng.trust import access, wording
from xianfeng.trust.models import Account, LedgerEntry
from xianfeng.trust.vocab import Action, Actor

PAGE = 50
VERIFIED = "trust.ledger.verified"
ERASED_WORDS = "内容已按保管期限销毁"


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """One entry as the pages show it."""

    id: int
    chain: str
    number: int
    at: datetime
    actor_name: str
    event: str
    subject: str
    reason: str
    detail: dict[str, Any]
    is_erased: bool = False

    @property
    def event_label(self) -> str:
        """The event in words, or its code where no words are known."""
        return wording.event(self.event)

    @property
    def subject_words(self) -> str:
        """What the entry is about, in words: 账号4."""
        return wording.place(self.subject)

    @property
    def chain_words(self) -> str:
        """The chain in words, with the entry's number on it."""
        return f"{wording.place(self.chain)} #{self.number}"

    @property
    def words(self) -> str:
        """The detail in one line; of an erased entry, that it is erased."""
        if self.is_erased:
            return ERASED_WORDS
        return "，".join(
            f"{wording.detail(key)} {_worded(value)}"
            for key, value in self.detail.items()
            if value not in (None, "", [], {})
        )


def _worded(value: Any) -> str:
    return "、".join(str(part) for part in value) if isinstance(value, list) else str(value)


@dataclass(frozen=True, kw_only=True)
class LedgerQuery:
    """What the audit administrator looks for; empty parts do not narrow."""

    event: str = ""
    subject: str = ""
    account: str = ""
    since: date | None = None
    until: date | None = None
    before_id: int | None = None
    after_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class LedgerPage:
    """Entries newest first, and the ids to go on from in either direction."""

    rows: tuple[EntryRow, ...]
    older_than: int | None
    newer_than: int | None


@dataclass(frozen=True, kw_only=True)
class LastVerification:
    """What the newest verification by page found."""

    at: datetime
    actor_name: str
    entries: int
    chains: int
    seals: int
    broken: tuple[str, ...]


def about(subject: str, *, limit: int = 50) -> list[EntryRow]:
    """Return the newest entries about one subject; the caller has checked the scope."""
    rows = LedgerEntry.objects.filter(subject=subject).order_by("-id")[:limit]
    return [_row(entry) for entry in rows]


def subjects_of(event: str, *, since: datetime) -> list[str]:
    """Name the subjects of every entry of one kind since an instant, as often as they were entered."""
    rows = LedgerEntry.objects.filter(event=event, at__gte=since).order_by("id")
    return list(rows.values_list("subject", flat=True))


def page(query: LedgerQuery, *, actor: Actor) -> LedgerPage:
    """Return one page of the ledger, by id, so that the deepest is as fast as the first.

    :raises NotAllowed: the actor is no audit administrator.
    """
    access.require(actor, Action.VIEW_LEDGER)
    found = _narrowed(query)
    if query.after_id is not None:
        entries = list(found.filter(id__gt=query.after_id).order_by("id")[: PAGE + 1])
        has_newer, has_older = len(entries) > PAGE, True
        entries = entries[:PAGE][::-1]
    else:
        if query.before_id is not None:
            found = found.filter(id__lt=query.before_id)
        entries = list(found.order_by("-id")[: PAGE + 1])
        has_newer, has_older = query.before_id is not None, len(entries) > PAGE
        entries = entries[:PAGE]
    return LedgerPage(
        rows=tuple(_row(entry) for entry in entries),
        older_than=entries[-1].pk if entries and has_older else None,
        newer_than=entries[0].pk if entries and has_newer else None,
    )


def _narrowed(query: LedgerQuery) -> QuerySet[LedgerEntry]:
    found = LedgerEntry.objects.all()
    if query.event:
        found = found.filter(event__startswith=wording.code_of(query.event))
    if query.subject:
        found = found.filter(subject=query.subject)
    if query.account:
        found = found.filter(_by(query.account))
    if query.since:
        found = found.filter(at__gte=datetime.combine(query.since, time(), CHINA))
    if query.until:
        after = query.until + timedelta(days=1)
        found = found.filter(at__lt=datetime.combine(after, time(), CHINA))
    return found


def _by(name: str) -> Q:
    """Match who acted: an account by user name or name, or a command line's operator."""
    known = Account.objects.filter(Q(username=name.lower()) | Q(display_name=name))
    ids = list(known.values_list("id", flat=True)[:100])
    return Q(account_ref__in=ids) if ids else Q(account_ref__isnull=True, actor_name=name)


def last_verification(*, actor: Actor) -> LastVerification | None:
    """Return the newest verification that was entered, if there was one."""
    access.require(actor, Action.VIEW_LEDGER)
    entry = LedgerEntry.objects.filter(event=VERIFIED).order_by("-id").first()
    if entry is None:
        return None
    detail: Mapping[str, Any] = json.loads(entry.detail)
    return LastVerification(
        at=entry.at,
        actor_name=entry.actor_name,
        entries=detail["entries"],
        chains=detail["chains"],
        seals=detail["seals"],
        broken=tuple(detail["broken"]),
    )


def _row(entry: LedgerEntry) -> EntryRow:
    return EntryRow(
        id=entry.pk,
        chain=entry.chain,
        number=entry.number,
        at=entry.at,
        actor_name=entry.actor_name,
        event=entry.event,
        subject=entry.subject,
        reason=entry.reason,
        detail=json.loads(entry.detail),
        is_erased=bool(entry.words),
    )
