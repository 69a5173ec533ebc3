"""What the pages of casework show: one frozen value for each template."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.commands.batches import Outcome
from xianfeng.casework.queries.archives import Dossier
from xianfeng.casework.queries.batches import Desk as BatchDesk
from xianfeng.casework.queries.batches import Offer
from xianfeng.casework.queries.blanks import BlankList
from xianfeng.casework.queries.cases import CaseList
from xianfeng.casework.queries.caseviews import CaseFileView, HistoryRow
from xianfeng.casework.queries.desks import Desk, TurnDesk
from xianfeng.casework.queries.meetings import ItemView, MeetingList, MeetingView, SeatView
from xianfeng.casework.queries.queues import Trail
from xianfeng.casework.queries.reminders import Reminder
from xianfeng.casework.queries.stages import StageCount
from xianfeng.casework.queries.start import Start
from xianfeng.casework.queries.todo import TodoList
from xianfeng.casework.sheets import StepSheet
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust.queries.extracts import Mark

# Of the running record of a case, before the whole of it is asked for.
_ROWS = 20


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One way to look at a list."""

    label: str
    url: str
    number: int
    is_on: bool
    is_late: bool = False


@dataclass(frozen=True, kw_only=True)
class RoleLink:
    """A page that a role begins its day with."""

    label: str
    url: str
    icon: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class StartPage:
    """The first page after signing in."""

    template: ClassVar[str] = "casework/start.html"
    start: Start
    greeting: str
    today: date
    links: tuple[RoleLink, ...]
    reminders: tuple[Reminder, ...]


@dataclass(frozen=True, kw_only=True)
class TodoPage:
    """The to-do list; addresses are relative."""

    template: ClassVar[str] = "casework/todo.html"
    fragment: ClassVar[str] = "casework/_todo.html"
    duties: TodoList
    reminders: tuple[Reminder, ...]
    side: str
    when: str
    sides: tuple[Tab, ...]
    times: tuple[Tab, ...]
    form: Form
    is_filtered: bool
    step: str
    all_steps_url: str
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class CasesPage:
    """The list of cases with the counts of the stages; addresses are relative."""

    template: ClassVar[str] = "casework/cases.html"
    fragment: ClassVar[str] = "casework/_cases.html"
    cases: CaseList
    stages: tuple[StageCount, ...]
    stage: str
    form: Form
    is_filtered: bool
    may_open: bool
    query: str
    export_form: Form | None
    print_form: Form | None
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """One case: its steps as a timeline; ``is_whole`` opens everything, for printing."""

    template: ClassVar[str] = "casework/case.html"
    case: CaseFileView
    works_here: bool
    is_whole: bool
    may_export: bool = False

    @property
    def history(self) -> tuple[HistoryRow, ...]:
        """The rows of the record that are shown: the newest, or all."""
        return self.case.history if self.is_whole else self.case.history[:_ROWS]

    @property
    def older(self) -> int:
        """How many more there are."""
        return len(self.case.history) - len(self.history)


@dataclass(frozen=True, kw_only=True)
class StepPage:
    """The form of one step, or of a repeated record; ``later`` waits for what is still to be filled in."""

    template: ClassVar[str] = "casework/step.html"
    desk: Desk
    sheet: StepSheet
    verdict: Verdict
    later: Verdict
    is_repeat: bool
    title: str
    lost_files: bool = False
    trail: Trail | None = None


@dataclass(frozen=True, kw_only=True)
class TurnPage:
    """A question before something is done to a case."""

    template: ClassVar[str] = "casework/turn.html"
    desk: TurnDesk
    form: Form
    verdict: Verdict
    title: str
    meaning: str
    label: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class BatchesPage:
    """The steps that can be signed for many cases at once."""

    template: ClassVar[str] = "casework/batches.html"
    offers: tuple[Offer, ...]


@dataclass(frozen=True, kw_only=True)
class RefusedTogether:
    """People refused for the same reasons."""

    people: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class BatchPage:
    """One step for many cases: whom for, the common form, and what became of those sent."""

    template: ClassVar[str] = "casework/batch.html"
    desk: BatchDesk
    chosen: frozenset[int]
    sheet: StepSheet
    verdict: Verdict
    outcome: Outcome | None
    refused: tuple[RefusedTogether, ...]
    lost_files: bool


@dataclass(frozen=True, kw_only=True)
class BlanksPage:
    """The register of one kind of numbered forms; addresses are relative."""

    template: ClassVar[str] = "casework/blanks.html"
    title: str
    found: BlankList
    tabs: tuple[Tab, ...]
    form: Form
    is_filtered: bool
    may_receive: bool
    may_hand: bool
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class BlankTurnPage:
    """One thing to do with numbers: receive, hand, give, spoil."""

    template: ClassVar[str] = "casework/blank_turn.html"
    title: str
    meaning: str
    form: Form
    verdict: Verdict
    label: str


@dataclass(frozen=True, kw_only=True)
class ArchivePage:
    """A closed case before its package is made; ``made`` are the packages made so far, with their roots."""

    template: ClassVar[str] = "casework/archive.html"
    dossier: Dossier
    made: tuple[Mark, ...]
    form: Form
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class MeetingsPage:
    """The meetings of the actor's reach; the address is relative."""

    template: ClassVar[str] = "casework/meetings.html"
    meetings: MeetingList
    may_convene: bool
    older_url: str


@dataclass(frozen=True, kw_only=True)
class MeetingNewPage:
    """The form that convenes a meeting; ``case_id`` is whom it is for, if anybody yet."""

    template: ClassVar[str] = "casework/meeting_new.html"
    sheet: StepSheet
    form: Form
    case_id: int | None
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class DeclarationRow:
    """One sentence that the chair vouches for when the meeting is closed."""

    name: str
    label: str
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class MeetingPage:
    """One meeting: what is to be done now, its agenda with results, its roll."""

    template: ClassVar[str] = "casework/meeting.html"
    meeting: MeetingView
    declarations: tuple[DeclarationRow, ...]
    print_form: Form | None
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class SeatRow:
    """One line of the roll with its box, the day of a written opinion as typed, and what is wrong with it."""

    seat: SeatView
    is_present: bool
    written: str
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class RollPage:
    """Who is there, who has written, who counts; and who is not counted."""

    template: ClassVar[str] = "casework/roll.html"
    meeting: MeetingView
    rows: tuple[SeatRow, ...]
    tellers: Form
    exclusion: Form
    is_excluding: bool
    verdict: Verdict
    form: Form | None = None

    @property
    def has_written(self) -> bool:
        """Whether the days of written opinions are shown at once."""
        return any(row.written for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class CandidateRow:
    """Somebody who could be voted on, with what must be settled before."""

    case_id: int
    person: str
    title: str
    waits: str
    sheet: StepSheet


@dataclass(frozen=True, kw_only=True)
class AgendaPage:
    """Who can be put on the agenda."""

    template: ClassVar[str] = "casework/agenda.html"
    meeting: MeetingView
    candidates: tuple[CandidateRow, ...]
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class TallyPage:
    """The totals of one candidate."""

    template: ClassVar[str] = "casework/tally.html"
    meeting: MeetingView
    item: ItemView
    sheet: StepSheet
    form: Form | None
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class MeetingTurnPage:
    """A question before something is done to a meeting."""

    template: ClassVar[str] = "casework/meeting_turn.html"
    meeting: MeetingView
    form: Form
    verdict: Verdict
    title: str
    meaning: str
    label: str


@dataclass(frozen=True, kw_only=True)
class RollPrintPage:
    """The roll with a place for every signature, for A4."""

    template: ClassVar[str] = "casework/print_roll.html"
    meeting: MeetingView


@dataclass(frozen=True, kw_only=True)
class BallotsPrintPage:
    """Blank ballots, one for each of so many voters and each candidate, two A5 on a sheet of A4."""

    template: ClassVar[str] = "casework/print_ballots.html"
    meeting: MeetingView
    voters: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ReportPrintPage:
    """The results with their signatures, one sheet of A4 a candidate."""

    template: ClassVar[str] = "casework/print_report.html"
    meeting: MeetingView
