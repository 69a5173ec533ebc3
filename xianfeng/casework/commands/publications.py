"""Making a cleared notice public, prolonging it, taking it down, adding a photo of the board."""

from datetime import date, datetime
from typing import IO

from django.db import transaction

from xianfeng.casework.commands import noticing, upkeep
from xianfeng.casework.commands.noticing import Held
from xianfeng.casework.models import Case, Notice, Publication
from xianfeng.casework.rules import notices as rules
from xianfeng.casework.vocab.notices import NoticeAct, NoticeState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.registry.queries import introductions
from xianfeng.trust.commands import evidence
from xianfeng.trust.vocab import Actor, PaperKind

_PICTURES = {PaperKind.JPEG.content_type, PaperKind.PNG.content_type, PaperKind.PDF.content_type}


@transaction.atomic
def publish(
    *,
    actor: Actor,
    notice_id: int,
    posted_on: date,
    places: str,
    at: datetime,
    version: int | None = None,
) -> None:
    """Enter that the notice was posted, and put a frozen copy before the public.

    Its days are counted by the calendar as it stands, from the day on which it can be read on the
    board and on the portal alike: one that is told late runs its full time from then.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: not the actor's to post (D-61).
    :raises Refused: not cleared (X-06), the day of posting is impossible (D-51, D-60, X-06),
        the case rests or the step's turn has not come (D-65, D-52).
    :raises Conflict: somebody else was faster (D-62).
    """
    held = noticing.locked(actor, notice_id, version=version)
    noticing.require_drafter(actor, held.kind, held.notice.org_path)
    _require_cleared(held)
    noticing.require_open(held.docket, held.step)
    _post(held, posted_on, visible(places) or held.notice.places, today=clock.day_of(at))
    notice = held.notice
    noticing.settled(
        notice,
        NoticeAct.PUBLISHED,
        actor=actor,
        at=at,
        detail={
            "starts": posted_on.isoformat(),
            "ends": notice.ends_on.isoformat(),
            "places": notice.places,
            "sha256": noticing.digest(notice),
        },
    )
    Publication.objects.create(
        notice=notice,
        kind_title=held.kind.title,
        title=notice.title,
        body=notice.body,
        contact=notice.contact,
        places=notice.places,
        organisation=held.case.organisation.name,
        township=introductions.township_of(notice.org_path),
        starts_on=clock.day_of(at),
        ends_on=notice.ends_on,
        length=f"{notice.days}个{held.kind.unit.label}",
        is_provisional=notice.is_provisional,
        published_at=at,
    )


def _require_cleared(held: Held) -> None:
    if held.notice.state in {NoticeState.DRAFT, NoticeState.WAITING}:
        unmet = reason("X-06", remedy="先送保密审查，通过后再张贴")
        raise Refused(Verdict((unmet,)))
    noticing.require_state(held, NoticeState.CLEARED)


def _post(held: Held, posted_on: date, places: str, *, today: date) -> None:
    notice, calendar, signed = held.notice, held.docket.calendar, held.docket.standing.signed
    problems = rules.may_be_posted_on(
        posted_on,
        cleared_on=clock.day_of(notice.cleared_at),
        since=max((signed[key] for key in held.step.after if key in signed), default=None),
        today=today,
    )
    notice.places = places
    problems += rules.is_fit(held.kind, noticing.text_of(notice))
    if problems:
        raise Refused(Verdict.of(problems))
    unit = held.kind.unit
    notice.starts_on = posted_on
    notice.ends_on = rules.last_day(today, notice.days, unit, calendar)
    notice.is_provisional = rules.is_provisional(posted_on, notice.ends_on, unit, calendar)
    notice.sort_on = notice.ends_on
    notice.state = NoticeState.PUBLISHED


@transaction.atomic
def prolong(
    *,
    actor: Actor,
    notice_id: int,
    until: date,
    why: str,
    at: datetime,
    version: int | None = None,
) -> None:
    """Let a running notice run longer; the copy shows the new last day.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: not the actor's (D-61).
    :raises Refused: it is not running or its step is signed (D-65), the day is no later (D-64), no reason.
    """
    held = noticing.locked(actor, notice_id, version=version)
    notice = held.notice
    noticing.require_drafter(actor, held.kind, notice.org_path)
    noticing.require_state(held, NoticeState.PUBLISHED)
    noticing.require_unsigned(held)
    problems = rules.may_run_until(until, ends_on=notice.ends_on, today=clock.day_of(at))
    if problems:
        raise Refused(Verdict.of(problems))
    note = upkeep.words(why, message="请写明延长的原因，不少于4个字")
    unit, calendar = held.kind.unit, held.docket.calendar
    notice.ends_on = notice.sort_on = until
    notice.is_provisional = rules.is_provisional(notice.starts_on, until, unit, calendar)
    Publication.objects.filter(notice=notice).update(
        ends_on=until, is_provisional=notice.is_provisional
    )
    noticing.settled(
        notice,
        NoticeAct.PROLONGED,
        actor=actor,
        at=at,
        note=note,
        detail={"ends": until.isoformat()},
    )


@transaction.atomic
def withdraw(
    *, actor: Actor, notice_id: int, why: str, at: datetime, version: int | None = None
) -> None:
    """Take a notice down, or drop its draft; it stays in the history and another may be written.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: not the actor's (D-61).
    :raises Refused: it is withdrawn already, its step is signed (D-65), or no reason was given (D-64).
    """
    held = noticing.locked(actor, notice_id, version=version)
    noticing.require_drafter(actor, held.kind, held.notice.org_path)
    noticing.require_state(
        held, NoticeState.DRAFT, NoticeState.WAITING, NoticeState.CLEARED, NoticeState.PUBLISHED
    )
    noticing.require_unsigned(held)
    note = upkeep.words(why, message="请写明撤下的原因，不少于4个字")
    held.notice.state = NoticeState.WITHDRAWN
    Publication.objects.filter(notice=held.notice).update(taken_down_at=at)
    noticing.settled(held.notice, NoticeAct.WITHDRAWN, actor=actor, at=at, note=note)


def lapse(case: Case, *, actor: Actor, at: datetime) -> None:
    """Take down what still hangs of a case that ends, and drop drafts; serves what ends a case."""
    live = Notice.objects.select_for_update().filter(case=case).exclude(state=NoticeState.WITHDRAWN)
    for notice in live.filter(sort_on__gte=clock.day_of(at)).order_by("id"):
        notice.state = NoticeState.WITHDRAWN
        Publication.objects.filter(notice=notice).update(taken_down_at=at)
        noticing.settled(
            notice, NoticeAct.WITHDRAWN, actor=actor, at=at, note="档案已终止，公示撤下"
        )


@transaction.atomic
def add_photo(
    *,
    actor: Actor,
    notice_id: int,
    name: str,
    content: IO[bytes],
    at: datetime,
    version: int | None = None,
) -> None:
    """Keep a photo of where the notice hangs; nobody has to take one (N-04 only warns).

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: not the actor's (D-61).
    :raises Refused: it is not published (D-65), or the file is no picture (X-16, X-17).
    """
    held = noticing.locked(actor, notice_id, version=version)
    noticing.require_drafter(actor, held.kind, held.notice.org_path)
    noticing.require_state(held, NoticeState.PUBLISHED)
    file = evidence.store(actor=actor, name=name, content=content, at=at)
    if file.content_type not in _PICTURES:
        raise Refused(Verdict((reason("X-16", 原因=f"“{name}”不是照片", field="file"),)))
    held.notice.photo = file
    noticing.settled(held.notice, NoticeAct.PHOTOGRAPHED, actor=actor, at=at)
