"""Taking an import back as a whole, or saying who stands in the way."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.registry.commands import counts, roster_loads
from xianfeng.registry.models import (
    ImportBatch,
    ImportRow,
    Membership,
    NameReading,
    Organisation,
    Person,
    Sanction,
)
from xianfeng.registry.queries.imports import CELLS_COLUMN
from xianfeng.registry.rules import names, spelling
from xianfeng.registry.vocab import BatchKind, BatchState, PersonalNumber
from xianfeng.trust import access, cipher
from xianfeng.trust.commands import ledger
from xianfeng.trust.queries import ledger as entries
from xianfeng.trust.vocab import Action, Actor

_NAMED = 20
_CHUNK = 500

# Modules above the registry say which of these people they hold something about.
Guard = Callable[[list[int]], Iterable[int]]
_guards: list[Guard] = []


def install(guards: list[Guard]) -> None:
    """Replace the guards; called by the composition root."""
    _guards[:] = guards


@transaction.atomic
def undo(*, actor: Actor, batch_id: int, at: datetime) -> None:
    """Remove what the batch created and restore what it changed.

    :raises ImportBatch.DoesNotExist: the batch lies outside the actor's sight.
    :raises Refused: it is not a finished import, what it changed is no longer known, or people or
        organisations have been touched since; each is named.
    """
    access.require(actor, Action.IMPORT)
    batch = (
        access.scoped(ImportBatch.objects.all(), actor, Action.IMPORT)
        .select_for_update()
        .get(pk=batch_id)
    )
    if batch.state != BatchState.DONE:
        raise _refused("只有已导入的批次可以撤销")
    if batch.cleared_on is not None:
        raise _refused("导入明细已到期清除，不能再整批撤销", fact=f"{batch.cleared_on}清除")
    roster_loads.lock()
    take_back = _undo_roster if batch.kind == BatchKind.ROSTER else _undo_organisations
    touched = take_back(batch)
    batch.state, batch.undone_at = BatchState.UNDONE, at
    batch.save(update_fields=["state", "undone_at"])
    ledger.record_many(
        [
            ledger.Happening(
                chain=f"org:{path}",
                event="registry.batch.undone",
                subject=f"batch:{batch.pk}",
                detail={"file": batch.file_name},
            )
            for path in sorted({batch.org_path, *touched})
        ],
        actor=actor,
        at=at,
    )


def _refused(words: str, *, fact: str = "") -> Refused:
    return Refused(Verdict((reason("Z-01", message=words, fact=fact),)))


def _undo_roster(batch: ImportBatch) -> set[str]:
    """Return the paths of the touched organisations."""
    created = Person.objects.filter(batch=batch)
    ids = list(created.order_by("id").values_list("id", flat=True))
    in_the_way = _touched_since(batch, ids)
    restored = _restorable(batch, in_the_way)
    if in_the_way:
        people = Person.objects.filter(id__in=sorted(in_the_way)[:_NAMED]).order_by("id")
        listed = "、".join(people.values_list("name", flat=True))
        raise _refused(
            f"有{len(in_the_way)}人在导入之后又有变动，不能撤销整批", fact=f"涉及：{listed}"
        )
    places = set(created.values_list("organisation_id", "org_path").distinct())
    _delete_people(ids)
    for person, before in restored:
        places.add((person.organisation_id, person.org_path))
        _restore(person, before)
    counts.recount(pk for pk, _ in places)
    return {path for _, path in places}


def _touched_since(batch: ImportBatch, ids: list[int]) -> set[int]:
    """Name the created people whom something else has touched: standing, measures, later batches."""
    moved = Counter(entries.subjects_of("registry.standing.changed", since=batch.started_at))
    moved.subtract(entries.subjects_of("registry.standing.reverted", since=batch.started_at))
    found = {int(subject.split(":")[1]) for subject, times in moved.items() if times > 0}
    found &= set(ids)
    later = ImportRow.objects.filter(person__batch=batch, batch_id__gt=batch.pk)
    found |= set(later.exclude(batch__state=BatchState.UNDONE).values_list("person_id", flat=True))
    measured = Sanction.objects.filter(person__batch=batch)
    found |= set(measured.values_list("person_id", flat=True))
    for guard in _guards:
        found |= set(guard(ids))
    return found


def _restorable(batch: ImportBatch, in_the_way: set[int]) -> list[tuple[Person, dict[str, Any]]]:
    found = []
    rows = ImportRow.objects.filter(batch=batch, person__isnull=False).select_related("person")
    for row in rows:
        kept = json.loads(cipher.unseal(row.sealed, column=CELLS_COLUMN))
        if any(_fact(row.person, name) != value for name, value in kept["after"].items()):
            in_the_way.add(row.person_id)
        else:
            found.append((row.person, kept["before"]))
    return found


def _fact(person: Person, name: str) -> Any:
    if name == "phone":
        return cipher.unseal(person.phone, column=PersonalNumber.PHONE.column)
    value = getattr(person, name)
    return value.isoformat() if isinstance(value, date) else value


def _restore(person: Person, before: dict[str, Any]) -> None:
    for name, value in before.items():
        phone = name == "phone"
        column = PersonalNumber.PHONE.column
        setattr(person, name, cipher.seal(value, column=column) if phone else value)
    person.save(update_fields=list(before))


def _delete_people(ids: list[int]) -> None:
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        NameReading.objects.filter(person_id__in=some).delete()
        Membership.objects.filter(person_id__in=some).delete()
        try:
            Person.objects.filter(id__in=some).delete()
        except ProtectedError as held:
            raise _refused(
                "有人员在导入之后已有在办事项，不能撤销整批",
                fact=f"涉及{len(held.protected_objects)}项",
            ) from held


def _undo_organisations(batch: ImportBatch) -> set[str]:
    created = Organisation.objects.filter(batch=batch)
    paths = set(created.values_list("path", flat=True))
    busy = created.filter(people__isnull=False) | created.filter(memberships__isnull=False)
    if first := busy.order_by("path").first():
        raise _refused("导入的党组织中已有人员，不能撤销", fact=f"如{first.short_name}")
    for row in ImportRow.objects.filter(batch=batch, person__isnull=True, errors=[]):
        kept = json.loads(cipher.unseal(row.sealed, column=CELLS_COLUMN))
        if isinstance(kept, dict):
            paths.add(_restore_organisation(kept))
    try:
        # Children first: a parent is protected by them.
        for path in sorted(paths, key=len, reverse=True):
            Organisation.objects.filter(batch=batch, path=path).delete()
    except ProtectedError as held:
        raise _refused("导入的党组织之下已有其他内容，不能撤销") from held
    return paths


def _restore_organisation(kept: dict[str, Any]) -> str:
    place = Organisation.objects.get(pk=kept["organisation"])
    if any(getattr(place, name) != value for name, value in kept["after"].items()):
        raise _refused("有党组织在导入之后又有变动，不能撤销", fact=place.short_name)
    for name, value in kept["before"].items():
        setattr(place, name, value)
    place.short_name = spelling.short_name(place.name)
    place.pinyin, place.initials = names.words(place.short_name)
    place.save()
    return place.path
