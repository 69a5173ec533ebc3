"""Taking one file out of every table that holds something of it. Not called from outside.

The case's row and its entries stay as counts and days under a nameless stand-in for the
person, so that samples can be drawn again and the figures of past years stay right.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from xianfeng.casework.models import (
    AgendaItem,
    Attendance,
    BackEntry,
    Blank,
    Case,
    Claim,
    Disposal,
    DisposalItem,
    Duty,
    Entry,
    Evidence,
    Hold,
    Meeting,
    Notice,
    NoticeEntry,
    Objection,
    Paper,
    Publication,
    Review,
    Tally,
    Transfer,
)
from xianfeng.kernel import clock
from xianfeng.registry.commands import effacing
from xianfeng.trust.commands import erasures, ledger, removals
from xianfeng.trust.vocab import Actor

# Each empties what another module keeps about a case.
_sweepers: list[Callable[[int], None]] = []


def install(sweepers: list[Callable[[int], None]]) -> None:
    """Set who else is told to empty what it keeps about a case."""
    _sweepers[:] = sweepers


@dataclass(frozen=True, kw_only=True)
class Gone:
    """What was taken out, in counts."""

    entries: int
    papers: int
    scans: int
    words: int
    is_person_gone: bool


def remove(case: Case, disposal: Disposal, *, named: set[int], actor: Actor, at: datetime) -> Gone:
    """Take the file out; the caller has locked the case and judged it.

    :param named: people whom some record still names, and who therefore stay.
    """
    person_id, meetings = case.person_id, _lone_meetings(case)
    papers = Paper.objects.filter(case=case)
    counts = {"papers": papers.count(), "scans": papers.filter(file__isnull=False).count()}
    files = _files(case)
    for sweep in _sweepers:
        sweep(case.pk)
    _empty_meetings(case, meetings)
    _remove_notices(case)
    _remove_rows(case)
    entries = Entry.objects.filter(case=case)
    entries.update(records={}, reasons={}, note="")
    stand_in = effacing.stand_in(person_id, at=at)
    Blank.objects.filter(case=case).update(person=stand_in, reason="")
    case.person_id, case.disposed_on, case.waived = stand_in, clock.day_of(at), {}
    case.version += 1
    case.save()
    is_gone = person_id not in named and effacing.let_go(person_id, to=stand_in)
    freed = removals.give_up(files)
    subjects = [f"case:{case.pk}", *(f"file:{pk}" for pk in freed)]
    words = erasures.erase(
        actor=actor,
        chains=[f"case:{case.pk}", *(f"meeting:{pk}" for pk in meetings)],
        subjects=[*subjects, f"person:{person_id}"] if is_gone else subjects,
        under=f"disposal:{disposal.pk}",
        detail={"approved_by": disposal.approved_by, "basis": disposal.basis},
        at=at,
    )
    gone = Gone(entries=entries.count(), words=words, is_person_gone=is_gone, **counts)
    _record(case, disposal, gone, actor=actor, at=at)
    return gone


def _files(case: Case) -> set[int]:
    scans = Paper.objects.filter(case=case, file__isnull=False).values_list("file_id", flat=True)
    photos = Notice.objects.filter(case=case, photo__isnull=False)
    return {*scans, *photos.values_list("photo_id", flat=True)}


def _lone_meetings(case: Case) -> list[int]:
    """Name the meetings that voted on nothing else: their words tell of this case only."""
    held = Meeting.objects.filter(items__case=case).distinct()
    others = AgendaItem.objects.exclude(case=case).exclude(case__disposed_on__isnull=False)
    return list(held.exclude(items__in=others).values_list("pk", flat=True))


def _empty_meetings(case: Case, lone: list[int]) -> None:
    Tally.objects.filter(item__case=case).delete()
    AgendaItem.objects.filter(case=case).delete()
    Attendance.objects.filter(seat__meeting__in=lone).delete()
    Meeting.objects.filter(pk__in=lone).update(note="")


def _remove_notices(case: Case) -> None:
    notices = Notice.objects.filter(case=case)
    for model in (Objection, Publication, NoticeEntry):
        model.objects.filter(notice__in=notices).delete()
    notices.delete()


def _remove_rows(case: Case) -> None:
    BackEntry.objects.filter(
        Q(case=case) | Q(person=case.person_id, family=case.family, state="withdrawn")
    ).delete()
    for model in (Paper, Evidence, Claim, Duty, Review, Transfer, Hold):
        model.objects.filter(case=case).delete()
    # Why it was once kept may tell of the person.
    DisposalItem.objects.filter(case=case).update(refusal="")


def _record(case: Case, disposal: Disposal, gone: Gone, *, actor: Actor, at: datetime) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{case.pk}",
        event="casework.case.disposed",
        subject=f"case:{case.pk}",
        detail={
            "disposal": disposal.pk,
            "closed_on": case.closed_on,
            "entries": gone.entries,
            "papers": gone.papers,
            "scans": gone.scans,
            "words": gone.words,
        },
    )
