"""The words that an organisation writes to a great change in its yearly figures (Z-04)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.models import YearNote
from xianfeng.recruitment.queries import years
from xianfeng.recruitment.queries.years import YearRow
from xianfeng.recruitment.rules.changes import Basis
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor

SHORTEST, LONGEST = 4, 400


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The words to one class of a year, the numbers that their writer had before them, and what they replace.

    ``version`` is that of the words before, 0 where there were none.
    """

    year: int
    line: str
    words: str
    last: int
    this: int
    version: int = 0


@transaction.atomic
def explain(*, actor: Actor, organisation_id: int, said: Explanation, at: datetime) -> None:
    """Write the words to a change, or other words in their place; the old ones stay in the ledger.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    :raises YearNote.DoesNotExist: there is no such class or year.
    :raises NotAllowed: the actor does not sign for this very organisation (D-61).
    :raises Conflict: the numbers or the words changed since the writer saw them (D-62).
    :raises Refused: the words are missing or too long (D-64).
    """
    found, row = years.to_explain(
        actor,
        organisation_id=organisation_id,
        year=said.year,
        line=said.line,
        today=clock.day_of(at),
    )
    assert found.place is not None
    before = YearNote.objects.select_for_update().filter(
        organisation_id=found.place.id, year=said.year, line=said.line
    )
    note = before.order_by("id").first() or YearNote(
        organisation_id=found.place.id,
        org_path=found.place.path,
        year=said.year,
        line=said.line,
        version=0,
    )
    _expect(note, row, said)
    words = visible(said.words)
    if not SHORTEST <= len(words) <= LONGEST:
        message = f"请写明原因，{SHORTEST}至{LONGEST}个字"
        raise Refused(Verdict((reason("D-64", message=message, field="words"),)))
    _write(note, words, actor=actor, said=said, at=at)


def _expect(note: YearNote, row: YearRow, said: Explanation) -> None:
    """Refuse words over others' words, or to numbers that are no longer those of the register."""
    if note.version != said.version:
        remedy = "页面已更新，请看最新的说明再改"
        raise Conflict(Verdict((reason("D-62", 办理人=note.actor_name or "他人", remedy=remedy),)))
    now = Basis(last=row.change.last.number, this=row.change.this.number)
    if now != Basis(last=said.last, this=said.this):
        message, fact = "人数刚有变动，请看最新数字再写", f"上年{now.last}，本年{now.this}"
        raise Conflict(Verdict((reason("D-62", message=message, fact=fact),)))


def _write(note: YearNote, words: str, *, actor: Actor, said: Explanation, at: datetime) -> None:
    is_new = note.version == 0
    note.words, note.last, note.this = words, said.last, said.this
    note.account_ref, note.actor_name, note.written_at = actor.account_id, actor.name, at
    note.version += 1
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError as error:
        # Two wrote the first words at once: the second reads the first's.
        raise Conflict(Verdict((reason("D-62", 办理人="他人"),))) from error
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{note.org_path}",
        event="recruitment.figures.explained"
        if is_new
        else "recruitment.figures.explanation_changed",
        subject=f"organisation:{note.organisation_id}",
        detail={"year": note.year, "line": note.line, "last": note.last, "this": note.this},
        reason=words,
    )
