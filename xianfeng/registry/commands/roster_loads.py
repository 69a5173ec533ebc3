"""Bringing the good rows of an examined roster into the registry, in one transaction.

Standing never changes here: a person who is already known keeps branch,
category and dates, for those change through a procedure (check I-02).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xianfeng.registry.commands import counts
from xianfeng.registry.importing.examining import Examination, Ready, RefusedRow
from xianfeng.registry.importing.headings import Columns
from xianfeng.registry.importing.problems import Problem, problem
from xianfeng.registry.importing.rosters import RosterRow
from xianfeng.registry.models import (
    ImportBatch,
    ImportRow,
    Membership,
    NameReading,
    Organisation,
    Person,
)
from xianfeng.registry.queries import naming
from xianfeng.registry.queries.imports import CELLS_COLUMN
from xianfeng.registry.vocab import Category, PersonalNumber
from xianfeng.tenancy import bulk
from xianfeng.trust import cipher
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor

_LOOKUP = 500
_FACTS = ("ethnicity", "education", "occupation", "address", "floating_to", "is_floating")

_PERSON = (
    "id", "name", "sex", "born_on", "ethnicity", "education", "occupation", "id_number",
    "id_index", "id_tail_index", "phone", "address", "is_floating", "floating_to",
    "organisation_id", "org_path", "category", "joined_on", "full_on", "sort_key", "pinyin",
    "initials", "given_name", "batch_id", "created_at",
)  # fmt: skip
_MEMBERSHIP = ("person_id", "organisation_id", "category", "starts_on", "ends_on")
_READING = ("person_id", "pinyin", "initials")


@dataclass
class Sorted:
    """The good rows parted into new, changed, unchanged and clashing with what stands."""

    new: list[Ready] = field(default_factory=list)
    changed: list[tuple[int, Person, dict[str, Any]]] = field(default_factory=list)
    unchanged: int = 0
    clashing: list[Problem] = field(default_factory=list)


@dataclass
class Loaded:
    """What became of the rows."""

    accepted: int = 0
    unchanged: int = 0
    clashing: list[Problem] = field(default_factory=list)


def lock() -> None:
    """Keep every other import out until the transaction ends: the root organisation's row."""
    list(Organisation.objects.select_for_update().filter(parent__isnull=True).values_list("pk"))


def foresee(examination: Examination, *, actor: Actor) -> Loaded:
    """Say what loading would do, without writing."""
    loaded = Loaded()
    for part in _sorted_chunks(examination, actor):
        _count(loaded, part)
    return loaded


def load(*, actor: Actor, batch: ImportBatch, examination: Examination, at: datetime) -> Loaded:
    """Write the good rows, the head counts and the ledger; the caller's transaction is open.

    :raises IntegrityError: somebody typed one of these people in meanwhile.
    """
    lock()
    loaded = Loaded()
    next_person = bulk.next_id(Person)
    touched: dict[int, _Touched] = {}
    for part in _sorted_chunks(examination, actor):
        _insert(part.new, next_person, batch.pk, at)
        next_person += len(part.new)
        _change(part.changed, batch)
        _count(loaded, part)
        _touch(touched, part)
    refused = examination.refused + examination.with_cells(loaded.clashing)
    keep_refused(batch, refused, columns=examination.columns)
    counts.recount(touched)
    ledger.record_many(_entries(batch, loaded, touched), actor=actor, at=at)
    return loaded


def _count(loaded: Loaded, part: Sorted) -> None:
    loaded.accepted += len(part.new) + len(part.changed)
    loaded.unchanged += part.unchanged
    loaded.clashing += part.clashing


def _sorted_chunks(examination: Examination, actor: Actor) -> Iterator[Sorted]:
    anybody = Person.objects.exists()
    for chunk in examination.chunks():
        yield _compared(chunk, examination.columns, actor) if anybody else Sorted(new=chunk)


def _compared(chunk: list[Ready], columns: Columns, actor: Actor) -> Sorted:
    known = _known(chunk)
    part = Sorted()
    for ready in chunk:
        person = known.get(ready.sealed.id_index)
        if person is None:
            part.new.append(ready)
        elif clash := _clash(ready.row, person, columns, actor):
            part.clashing.append(clash)
        elif changes := _changes(ready, person):
            part.changed.append((ready.row.number, person, changes))
        else:
            part.unchanged += 1
    return part


def _known(chunk: list[Ready]) -> dict[bytes, Person]:
    indexes = [ready.sealed.id_index for ready in chunk]
    known = {}
    for start in range(0, len(indexes), _LOOKUP):
        some = Person.objects.filter(id_index__in=indexes[start : start + _LOOKUP])
        for person in some.select_related("organisation"):
            known[bytes(person.id_index)] = person
    return known


def _clash(row: RosterRow, person: Person, columns: Columns, actor: Actor) -> Problem | None:
    title = columns.title("id_number")
    place = naming.told(actor, person.org_path, person.organisation.short_name)
    if place == naming.OUT_OF_REACH:
        return problem(row.number, title, "I-02", 支部=place)
    if person.name != row.name:
        words = f"该身份证号已存在于{place}，登记的姓名与本行不同"
        return problem(row.number, title, "I-02", message=words)
    if person.organisation_id != row.organisation_id or person.left_on is not None:
        return problem(row.number, title, "I-02", 支部=place)
    if person.category != row.category:
        words = (
            f"该身份证号已存在于{place}，现为{Category(person.category).label}；"
            "人员类别须按程序办理，不能用导入改变"
        )
        return problem(row.number, columns.title("category"), "I-02", message=words)
    for field_name, label in (("joined_on", "入党日期"), ("full_on", "转正日期")):
        stored = getattr(person, field_name)
        if stored != getattr(row, field_name):
            words = f"该身份证号已存在于{place}，登记的{label}为{stored or '空'}，与本行不同"
            return problem(row.number, columns.title(field_name), "I-02", message=words)
    return None


def _changes(ready: Ready, person: Person) -> dict[str, Any]:
    """Name the facts that the row brings anew; a blank cell says nothing about what stands."""
    row = ready.row
    changes = {
        name: value
        for name in _FACTS
        if (value := getattr(row, name)) not in {"", None} and value != getattr(person, name)
    }
    if ready.sealed.phone:
        column = PersonalNumber.PHONE.column
        brought = cipher.unseal(ready.sealed.phone, column=column)
        if brought != cipher.unseal(person.phone, column=column):
            changes["phone"] = brought
    return changes


def _insert(new: list[Ready], first: int, batch_id: int, at: datetime) -> None:
    people, memberships, readings = [], [], []
    for person_id, (row, sealed) in enumerate(new, start=first):
        keys = sealed.keys
        people.append((
            person_id, row.name, row.sex, row.born_on, row.ethnicity, row.education,
            row.occupation, sealed.id_number, sealed.id_index, sealed.id_tail_index, sealed.phone,
            row.address, row.is_floating, row.floating_to, row.organisation_id, row.org_path,
            row.category, row.joined_on, row.full_on, keys.sort_key, keys.pinyin, keys.initials,
            keys.given_name, batch_id, at,
        ))  # fmt: skip
        memberships += history(person_id, row)
        for pinyin, initials in keys.other_readings:
            readings.append((person_id, pinyin, initials))
    bulk.bulk_load(Person, _PERSON, people)
    bulk.bulk_load(Membership, _MEMBERSHIP, memberships)
    bulk.bulk_load(NameReading, _READING, readings)


def history(person_id: int, row: RosterRow) -> list[tuple[Any, ...]]:
    """Return the memberships that a row tells of: a full member was probationary before."""
    place, joined, full = row.organisation_id, row.joined_on, row.full_on
    if row.category == Category.FULL and full is not None:
        present = (person_id, place, Category.FULL.value, full, None)
        if full == joined:
            return [present]
        return [(person_id, place, Category.PROBATIONARY.value, joined, full), present]
    return [(person_id, place, row.category, joined or row.since, None)]


def _change(changed: list[tuple[int, Person, dict[str, Any]]], batch: ImportBatch) -> None:
    column = PersonalNumber.PHONE.column
    for number, person, changes in changed:
        before = {name: getattr(person, name) for name in changes}
        if "phone" in changes:
            before["phone"] = cipher.unseal(person.phone, column=column)
        for name, value in changes.items():
            setattr(person, name, cipher.seal(value, column=column) if name == "phone" else value)
        person.save(update_fields=list(changes))
        ImportRow.objects.create(
            batch=batch,
            number=number,
            person=person,
            sealed=seal_json({"before": before, "after": changes}),
        )


def keep_refused(batch: ImportBatch, refused: list[RefusedRow], *, columns: Columns) -> None:
    """Keep the cells of refused rows, sealed, and their errors; the heading row without errors."""
    if not refused:
        return
    heading = RefusedRow(columns.row, list(columns.titles), [])
    ImportRow.objects.bulk_create(
        [
            ImportRow(
                batch=batch,
                number=row.number,
                sealed=seal_json([_plain(cell) for cell in row.cells]),
                errors=[problem.as_json() for problem in row.problems],
            )
            for row in [heading, *refused]
        ],
        batch_size=500,
    )


def seal_json(value: Any) -> bytes:
    """Seal a JSON value for :class:`ImportRow`."""
    return cipher.seal(json.dumps(value, ensure_ascii=False), column=CELLS_COLUMN)


def _plain(cell: Any) -> Any:
    return cell if isinstance(cell, str | int | float | bool) or cell is None else str(cell)


@dataclass
class _Touched:
    path: str
    people: int = 0
    digest: Any = field(default_factory=hashlib.sha256)


def _touch(touched: dict[int, _Touched], part: Sorted) -> None:
    for row, sealed in part.new:
        place = touched.get(row.organisation_id)
        if place is None:
            place = touched[row.organisation_id] = _Touched(row.org_path)
        place.people += 1
        place.digest.update(
            sealed.id_index + f"{row.name}|{row.category}|{row.joined_on}|{row.full_on}\n".encode()
        )
    for _, person, changes in part.changed:
        place = touched.setdefault(person.organisation_id, _Touched(person.org_path))
        place.people += 1
        place.digest.update(bytes(person.id_index) + json.dumps(sorted(changes)).encode())


def _entries(
    batch: ImportBatch, loaded: Loaded, touched: dict[int, _Touched]
) -> list[ledger.Happening]:
    subject = f"batch:{batch.pk}"
    entries = [
        ledger.Happening(
            chain=f"org:{place.path}",
            event="registry.roster.imported",
            subject=subject,
            detail={
                "organisation": organisation,
                "people": place.people,
                "sha256": place.digest.hexdigest(),
            },
        )
        for organisation, place in touched.items()
    ]
    entries.append(
        ledger.Happening(
            chain=f"org:{batch.org_path}",
            event="registry.batch.imported",
            subject=subject,
            detail={
                "file": batch.file_name,
                "sha256": batch.sha256,
                "accepted": loaded.accepted,
                "unchanged": loaded.unchanged,
            },
        )
    )
    return entries
