"""The values that a case's page is made of."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from xianfeng.casework.queries import wording
from xianfeng.casework.queries.asides import Aside
from xianfeng.casework.vocab import CaseState, Lateness, Turn
from xianfeng.kernel.clock import CHINA


@dataclass(frozen=True, kw_only=True)
class PaperView:
    """One paper on file."""

    id: int
    title: str
    form: str
    has_scan: bool


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """What the signer wrote against a warning."""

    check: str
    message: str
    words: str


@dataclass(frozen=True, kw_only=True)
class DoneView:
    """A step as it was signed; what it holds is empty for whom the case only concerns."""

    on: date
    signed_as: str
    name: str = ""
    entered_at: datetime | None = None
    records: tuple[wording.RecordWords, ...] = ()
    papers: tuple[PaperView, ...] = ()
    rules: str = ""
    answers: tuple[AnswerView, ...] = ()
    is_back_entry: bool = False


@dataclass(frozen=True, kw_only=True)
class RepeatRow:
    """One repeated record."""

    id: int
    on: date
    name: str
    facts: tuple[wording.Fact, ...]
    is_back_entry: bool = False


@dataclass(frozen=True, kw_only=True)
class RepeatView:
    """The repeated records of a long step, and until when the next one is due."""

    kind: str
    title: str
    rows: tuple[RepeatRow, ...]
    due_on: date | None
    lateness: Lateness | None
    may_add: bool
    people: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class InstrumentView:
    """What prepares a step's record, such as its public notice: where it lies and how far it is."""

    title: str
    url: str
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step: ``mark`` is done, now, late or next; ``waits`` says why it cannot be done yet."""

    number: int
    title: str
    mark: str
    actor_words: str
    signers: str
    needs: tuple[str, ...]
    cite: str
    grade: str
    limit: str
    earliest: date
    latest: date | None
    is_forecast: bool
    is_provisional: bool
    is_early: bool
    done: DoneView | None = None
    waits: tuple[str, ...] = ()
    may_sign: bool = False
    reminders: tuple[str, ...] = ()
    repeat: RepeatView | None = None
    is_voted: bool = False
    instrument: InstrumentView | None = None

    @property
    def source(self) -> str:
        """Under which rules, when and as whom a done step was signed, and the clause that it rests on."""
        parts = []
        if self.done and self.done.rules and self.done.entered_at:
            at = self.done.entered_at.astimezone(CHINA)
            parts.append(_("按《{}》审核").format(self.done.rules))
            parts.append(_("{} 登记").format(f"{at:%Y-%m-%d %H:%M}"))
        if self.done and self.done.signed_as:
            parts.append(_("以{}身份签署").format(self.done.signed_as))
        if self.cite:
            parts.append(f"{self.cite}（{self.grade}）" if self.grade else self.cite)
        return " · ".join(parts)


@dataclass(frozen=True, kw_only=True)
class StageView:
    """One stage with its steps; ``mark`` as for a step, ``is_current`` where the case stands."""

    number: int
    title: str
    mark: str
    steps: tuple[StepView, ...]
    is_current: bool

    @property
    def done(self) -> int:
        """How many of the steps are done."""
        return sum(step.done is not None for step in self.steps)

    @property
    def done_on(self) -> date | None:
        """When the last of the done steps happened; nothing while none is done."""
        return max((step.done.on for step in self.steps if step.done), default=None)


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """One thing that happened to the case."""

    at: datetime
    name: str
    what: str
    step: str
    note: str
    is_active: bool
    is_back_entry: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseFileView:
    """The whole page."""

    id: int
    version: int
    person_id: int
    person: str
    category: str
    organisation_id: int
    organisation: str
    edition_id: str
    edition: str
    edition_status: str
    state: CaseState
    opened_on: date
    opened_by: str
    closed_on: date | None
    resume_on: date | None
    stages: tuple[StageView, ...]
    history: tuple[HistoryRow, ...]
    done: int
    total: int
    last_note: str
    turns: tuple[Turn, ...]
    last_entry: int | None
    last_step: str
    may_move: bool = False
    on_the_way: str = ""
    asides: tuple[Aside, ...] = ()

    @property
    def now(self) -> tuple[StepView, ...]:
        """The steps that wait to be done."""
        return tuple(s for stage in self.stages for s in stage.steps if s.mark in {"now", "late"})
