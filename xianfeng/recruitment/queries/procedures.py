"""The editions of every procedure, as text for the page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from xianfeng.casework.queries import editions as county
from xianfeng.casework.vocab import GRADES, SIGNER_LABELS
from xianfeng.kernel.checks import catalogue
from xianfeng.kernel.verdict import Level
from xianfeng.procedure import board, comparison, diagram, editing, limits, writing
from xianfeng.procedure.comparison import Comparison
from xianfeng.procedure.diagram import Lane
from xianfeng.procedure.limits import Limit
from xianfeng.procedure.schema import Edition, Gate, Step
from xianfeng.procedure.shelf import EVERY_RECORD, Shelf
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY


@dataclass(frozen=True, kw_only=True)
class EditionRow:
    """One edition of the list."""

    id: str
    name: str
    family: str
    status: str
    note: str
    valid_from: date
    valid_to: date | None
    steps: int
    gates: int
    cases_here: bool


@dataclass(frozen=True, kw_only=True)
class GateRow:
    """One gate of a step in words."""

    check: str
    level: Level
    message: str
    remedy: str
    cite: str
    edition: str


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """One step of an edition in words."""

    number: int
    title: str
    actor: str
    signers: str
    papers: tuple[str, ...]
    facts: tuple[str, ...]
    limit: str
    cite: str
    grade: str
    is_extra: bool
    repeated: str
    gates: tuple[GateRow, ...]


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """One stage of an edition."""

    number: int
    title: str
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, kw_only=True)
class EditionText:
    """An edition as people read it."""

    head: EditionRow
    follows: str
    general: tuple[GateRow, ...]
    limits: tuple[Limit, ...]
    stages: tuple[StageRow, ...]


@dataclass(frozen=True, kw_only=True)
class EditionPicture:
    """An edition as lanes of boxes."""

    head: EditionRow
    follows: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, kw_only=True)
class EditionPair:
    """Two editions side by side, with what is different on a day."""

    left: EditionRow
    right: EditionRow
    on: date
    found: Comparison


class UnknownEdition(LookupError):
    """No edition of that id stands on any shelf."""


def editions(*, default: str) -> tuple[EditionRow, ...]:
    """Return every edition, the newest first; ``default`` is the one for new cases."""
    rows = [
        _head(edition, family.title, default)
        for family in board.families()
        for edition in county.all_of(family)
    ]
    return tuple(sorted(rows, key=lambda row: (not row.cases_here, -row.valid_from.toordinal())))


def default_edition(day: date) -> str:
    """Return the id of the edition under which cases are opened on that day."""
    return county.chosen(FAMILY, day) or DEFAULT_EDITION


def _head(edition: Edition, family: str, default: str) -> EditionRow:
    return EditionRow(
        id=edition.id,
        name=edition.name,
        family=family,
        status=edition.status,
        note=edition.note,
        valid_from=edition.valid_from,
        valid_to=edition.valid_to,
        steps=len(edition.steps),
        gates=len(edition.gates),
        cases_here=edition.id == default,
    )


def edition(edition_id: str, *, default: str, today: date) -> EditionText:
    """Return one edition in words, with the gates that judge a step signed today.

    :raises UnknownEdition: there is none of that id.
    """
    family, found = _found(edition_id)
    return _text(_head(found, family.title, default), found, family.shelf, today)


def _found(edition_id: str) -> tuple[board.Family, Edition]:
    for family in board.families():
        try:
            return family, family.edition(edition_id)
        except KeyError:
            continue
    raise UnknownEdition(edition_id)


def document(edition_id: str) -> str:
    """Return an edition's whole document as TOML; a county's can be changed and uploaded as it is.

    :raises UnknownEdition: there is none of that id.
    """
    family, found = _found(edition_id)
    if found.follows and edition_id in family.documents:
        whole = editing.begun(family.documents[edition_id], id=found.id, name=found.name)
        return writing.text(whole)
    if edition_id in family.documents:
        return writing.text(family.documents[edition_id])
    return county.text_of(found.id)


def _day(found: Edition, today: date) -> date:
    """Return the day on which an edition is shown.

    An edition that is no longer or not yet the rule shows its own gates, not today's.
    """
    return today if found.follows else found.valid_from


def picture(edition_id: str, *, default: str, today: date) -> EditionPicture:
    """Return one edition as a diagram.

    :raises UnknownEdition: there is none of that id.
    """
    family, found = _found(edition_id)
    day = _day(found, today)
    rules = family.shelf.rules_on(found, day)
    return EditionPicture(
        head=_head(found, family.title, default),
        follows=rules.name if rules.id != found.id else "",
        lanes=diagram.lanes(family.shelf, found, day),
    )


def compared(left_id: str, right_id: str, *, default: str, on: date) -> EditionPair:
    """Return what is different between two editions on a day.

    :raises UnknownEdition: there is none of that id, or they belong to different procedures.
    """
    (family, left), (other, right) = _found(left_id), _found(right_id)
    if family.key != other.key:
        raise UnknownEdition(right_id)
    return EditionPair(
        left=_head(left, family.title, default),
        right=_head(right, family.title, default),
        on=on,
        found=comparison.compare(family.shelf, left, right, on=on),
    )


def _text(head: EditionRow, found: Edition, shelf: Shelf, today: date) -> EditionText:
    day = _day(found, today)
    rules = shelf.rules_on(found, day)
    everywhere = shelf.gates(found, found.steps[0], day)
    return EditionText(
        head=head,
        follows=rules.name if rules.id != found.id else "",
        limits=tuple(_limits(found, rules)),
        general=tuple(_gate(g, shelf) for g in everywhere if g.on == EVERY_RECORD),
        stages=tuple(
            StageRow(
                number=stage.number,
                title=stage.title,
                steps=tuple(
                    _step(found, step, shelf, day)
                    for step in found.steps
                    if step.stage == stage.key
                ),
            )
            for stage in found.stages
        ),
    )


def _limits(found: Edition, rules: Edition) -> Iterator[Limit]:
    national = rules.gates if found.follows else ()
    for limit in limits.in_force(found, national):
        is_own = bool(found.follows) and limit.is_own
        yield replace(limit, grade=GRADES.get(limit.grade, limit.grade), is_own=is_own)


def _step(found: Edition, step: Step, shelf: Shelf, day: date) -> StepRow:
    return StepRow(
        number=step.number,
        title=step.title,
        actor=step.actor,
        signers="、".join(SIGNER_LABELS[role] for role in step.signed_by),
        papers=tuple(
            paper.title + ("" if paper.is_required else "（可不附）")
            for paper in found.papers_of(step)
        ),
        facts=tuple(
            title
            for kind in found.kinds_of(step)
            for title in (kind.date_title, *(field.title for field in kind.fields))
        ),
        limit=step.limit,
        cite=step.cite,
        grade=GRADES.get(step.grade, step.grade),
        is_extra=step.is_extra,
        repeated=found.records[step.repeated].title if step.repeated else "",
        gates=tuple(
            _gate(gate, shelf) for gate in shelf.gates(found, step, day) if gate.on != EVERY_RECORD
        ),
    )


def _gate(gate: Gate, shelf: Shelf) -> GateRow:
    check = catalogue()[gate.check]
    names = {edition.id: edition.name for edition in shelf.editions}
    return GateRow(
        check=gate.check,
        level=gate.level,
        message=check.worded(),
        remedy=gate.remedy,
        cite=gate.cite or check.source,
        edition=names.get(gate.edition, gate.edition),
    )
