"""What a procedure is: frozen values, read from TOML, knowing no domain.

A *step* makes one or more *records* (a talk, a ballot); a *gate* is bound to a
record kind, not to a step. That is what lets a county's list of 29 steps be
judged by the national edition in force on each day, whatever its own numbering.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from xianfeng.kernel.verdict import Level


class FieldKind(StrEnum):
    """How a fact is typed and stored."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PEOPLE = "people"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One fact that a record holds; ``is_unique`` values are claimed by one case only."""

    name: str
    title: str
    kind: FieldKind
    is_required: bool = False
    is_unique: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    unit: str = ""
    # Of people: they serve the case from then on, until this record is made.
    until: str = ""
    # Decided on each case alone where several are deliberated in one sitting; the rest is said once.
    is_per_case: bool = False
    # Of a yes or no: to deliberate on the cases line by line is to say yes.
    is_implied: bool = False


@dataclass(frozen=True, kw_only=True)
class Sum:
    """Numbers of a record that add up to another: never more, and exactly once all are given."""

    check: str
    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PaperKind:
    """A paper that a record needs or may have; ``form`` is the official form number."""

    key: str
    title: str
    form: str = ""
    is_required: bool = True


@dataclass(frozen=True, kw_only=True)
class RecordKind:
    """A kind of evidence: its date, its facts, its papers.

    ``instrument`` names what can prepare it, such as a notice or a ballot sheet;
    ``effect`` what it does outside of the case, in a word of the family's.
    ``is_shared``: one occasion makes it for many people at once, with the same facts.
    ``motion`` says on what a ballot votes, as the voters read it.
    ``by`` names the fact of the people whose duty it is, such as the mentors.
    ``reviewer`` is who fills it in their own hands, as ``signed_by`` names them, where it is not
    the step's signer. ``queue`` names the worklist in which such steps wait for a decision,
    ``beside`` what is looked through beside its form, such as a checklist.
    """

    key: str
    title: str
    date_title: str
    fields: tuple[Field, ...] = ()
    papers: tuple[PaperKind, ...] = ()
    instrument: str = ""
    effect: str = ""
    is_shared: bool = False
    motion: str = ""
    by: str = ""
    reviewer: str = ""
    queue: str = ""
    beside: tuple[str, ...] = ()
    sums: tuple[Sum, ...] = ()

    @property
    def is_collective(self) -> bool:
        """Whether a body decides on several cases in one sitting, on each by its own vote."""
        return any(spec.is_per_case for spec in self.fields)

    @property
    def verdict_field(self) -> Field | None:
        """The one field in which a decision is chosen, if there is one."""
        return next((spec for spec in self.fields if spec.kind is FieldKind.CHOICE), None)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A closed comparison of one fact with a value or another fact; dates may be offset."""

    fact: str
    op: str
    value: object = None
    other: str = ""
    months: int = 0
    days: int = 0
    workdays: int = 0


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A check on a record: any of its conditions satisfies it; ``when`` and ``unless`` narrow it."""

    check: str
    on: str
    level: Level
    any_of: tuple[Condition, ...]
    when: tuple[Condition, ...] = ()
    unless: Condition | None = None
    cite: str = ""
    remedy: str = ""
    say: Mapping[str, str] = field(default_factory=dict)
    # Words of a gate that only reminds before the limit of another; {天数} counts from the other date.
    remind: str = ""
    edition: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a signed step does when its deciding fact has this value; "" is the only one.

    ``standing`` is what the subject becomes, from the date that the fact
    ``standing_from`` names; ``close`` ends the case; ``restart`` goes back to
    a step for another round.
    """

    value: str = ""
    standing: str = ""
    standing_from: str = ""
    close: str = ""
    restart: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: who acts, what it makes, what must be signed before."""

    number: int
    key: str
    stage: str
    title: str
    actor: str
    signed_by: tuple[str, ...]
    records: tuple[str, ...]
    after: tuple[str, ...] = ()
    repeated: str = ""
    repeat_months: int = 0
    decided_by: str = ""
    outcomes: tuple[Outcome, ...] = ()
    cite: str = ""
    grade: str = ""
    national: tuple[int, ...] = ()
    is_extra: bool = False
    limit: str = ""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage groups steps for the eye."""

    key: str
    number: int
    title: str


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One procedure as it stands between two days.

    ``family`` groups editions that follow each other; ``follows`` names the
    family whose gates in force on the day are added to this edition's own.
    """

    id: str
    family: str
    name: str
    valid_from: date
    valid_to: date | None
    status: str
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...]
    records: Mapping[str, RecordKind]
    follows: str = ""
    # A case may be ended only while this step is unsigned; the subject then becomes this.
    ends_before: str = ""
    ended_standing: str = ""
    note: str = ""
    digest: str = ""

    def step(self, key: str) -> Step:
        """Return a step by key.

        :raises KeyError: the edition has no such step.
        """
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    def numbered(self, number: int) -> Step:
        """Return a step by number.

        :raises KeyError: the edition has no such number.
        """
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)

    def maker_of(self, record: str) -> Step | None:
        """Return the step that makes this kind of record, if any does."""
        for step in self.steps:
            if record in step.records or record == step.repeated:
                return step
        return None

    def stage_of(self, step: Step) -> Stage:
        """Return the stage that a step belongs to."""
        return next(stage for stage in self.stages if stage.key == step.stage)

    def is_in_force(self, day: date) -> bool:
        """Tell whether the edition is the rule on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def kinds_of(self, step: Step) -> tuple[RecordKind, ...]:
        """Return the record kinds that signing the step makes."""
        return tuple(self.records[key] for key in step.records)

    def is_shared(self, step: Step) -> bool:
        """Tell whether the step can be signed for many cases in one form."""
        return bool(step.records) and all(kind.is_shared for kind in self.kinds_of(step))

    def is_collective(self, step: Step) -> bool:
        """Tell whether one sitting can decide on the step for several cases, line by line."""
        return bool(step.records) and all(kind.is_collective for kind in self.kinds_of(step))

    def papers_of(self, step: Step) -> tuple[PaperKind, ...]:
        """Return the papers of a step, over all its records."""
        return tuple(paper for kind in self.kinds_of(step) for paper in kind.papers)
