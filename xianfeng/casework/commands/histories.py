"""Entering whole histories: many cases, many steps, each judged as if it were signed alone.

The same judgement as :mod:`steps`, without a round trip a step: read once,
judge in memory, load in bulk, all or nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from xianfeng.casework.commands import blanks, signing, upkeep
from xianfeng.casework.commands.replays import Done, History, HistoryRefused, Replay, Seen
from xianfeng.casework.models import Case, Claim, Duty, Entry, Evidence, Paper
from xianfeng.procedure import board
from xianfeng.procedure.schema import FieldKind, RecordKind
from xianfeng.registry.commands import standings
from xianfeng.registry.queries import calendar as calendars
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.tenancy import bulk
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

__all__ = ["Done", "History", "HistoryRefused", "Seen", "enter"]


@transaction.atomic
def enter(*, actor: Actor, family: str, histories: Sequence[History], at: datetime) -> list[int]:
    """Enter histories and return the cases' ids in the same order.

    :raises Person.DoesNotExist: a person is out of the actor's sight.
    :raises HistoryRefused: names person and step; nothing is kept.
    """
    lookups = signing.lookups_of_the_past(family)
    lookups.register.read_subjects({h.person_id for h in histories})
    lookups.register.read_people(_people(family, histories))
    calendar = calendars.work_calendar()
    places = registry_reads.subjects_for(actor, [h.person_id for h in histories])
    opened = [Replay(h, places[h.person_id], family, lookups, calendar) for h in histories]
    for one in opened:
        access.require(one.history.opened_by, Action.OPEN_CASE, path=one.place.org_path)
        one.replay()
    cases = Case.objects.bulk_create([one.case for one in opened], batch_size=200)
    _load(opened)
    standings.enter(actor=actor, changes={one.place.id: one.standings for one in opened}, at=at)
    ledger.record_many((h for one in opened for h in one.happenings()), actor=actor, at=at)
    upkeep.tell((one.docket for one in opened), actor=actor, at=at)
    return [case.pk for case in cases]


def _people(family: str, told: Sequence[History]) -> set[int]:
    """Return everybody whom the histories are about or name, so that they are read at once."""
    home = board.family(family)
    found = {one.person_id for one in told}
    for one in told:
        kinds = home.edition(one.edition).records
        for item in one.happened:
            if isinstance(item, Done):
                for kind, row in item.submission.records.items():
                    found.update(_named(kinds[kind], row) if kind in kinds else ())
    return found


def _named(kind: RecordKind, row: Mapping[str, Any]) -> Iterator[int]:
    for spec in kind.fields:
        people = row.get(spec.name)
        if spec.kind is FieldKind.PEOPLE and isinstance(people, list | tuple):
            yield from (person for person in people if isinstance(person, int))


def _load(opened: Sequence[Replay]) -> None:
    tables: tuple[list[Any], ...] = ([], [], [], [], [])
    for one in opened:
        for table, rows in zip(tables, one.rows(), strict=True):
            table.extend(rows)
    for model, rows in zip((Entry, Paper, Claim, Evidence, Duty), tables, strict=True):
        bulk.load_instances(model, rows)
    blanks.use_many(claim for one in opened for claim in one.claims)
