"""Forms of collective training: a class, what came of it for many, a correction, the county's exception."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.queries.waiting import Waiting
from xianfeng.casework.sheets import VerdictForm
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.commands.classes import Held
from xianfeng.recruitment.rules.training import Length, Mark
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.ui import numbers

_OUTCOMES = [("", "—"), *((one.value, one.label) for one in ClassOutcome)]
# What cannot be read is refused by the rule that asks for a number from one on.
_UNREADABLE = -1


def _figure(label: str, hint: str = "") -> forms.CharField:
    plain = {"inputmode": "numeric", "autocomplete": "off", "class": "control-short"}
    return forms.CharField(
        label=label, help_text=hint, required=False, widget=forms.TextInput(attrs=plain)
    )


class HeldForm(VerdictForm):
    """A class that was held."""

    kind = forms.ChoiceField(
        label=_("班次"),
        choices=[(one.value, one.label) for one in ClassKind],
        widget=forms.RadioSelect(attrs={"class": "pair"}),
    )
    organiser = forms.ChoiceField(label=_("举办单位"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("名称"), max_length=120, help_text=_("如：2026年第一期入党积极分子培训班")
    )
    starts_on = forms.DateField(label=_("开班日期"))
    ends_on = forms.DateField(label=_("结业日期"))
    days = _figure(_("天数"))
    hours = _figure(_("学时"))
    has_papers = forms.BooleanField(label=_("学员名册和成绩册原件已存卷"), required=False)

    def offer(self, places: Iterable[OrganisationName]) -> None:
        """Offer the organisations for which the actor signs; the only one is chosen already."""
        found = [(str(place.id), place.name) for place in places]
        self.fields["organiser"].choices = found
        self.initial = {"organiser": found[0][0] if len(found) == 1 else None}

    def held(self) -> Held | None:
        """Return what was typed; None where the kind or the organiser is not one of those offered."""
        typed = self.typed
        organiser = numbers.whole(typed["organiser"])
        if organiser is None or typed["kind"] not in set(ClassKind):
            return None
        return Held(
            kind=ClassKind(typed["kind"]),
            title=typed["title"],
            organiser_id=organiser,
            length=Length(
                starts_on=numbers.day(typed["starts_on"]),
                ends_on=numbers.day(typed["ends_on"]),
                days=numbers.whole(typed["days"]),
                hours=numbers.whole(typed["hours"]),
            ),
            has_papers=bool(typed["has_papers"]),
        )


@dataclass(frozen=True)
class MarkRow:
    """One person's row of the form."""

    waiting: Waiting
    outcome: forms.BoundField
    hours: forms.BoundField
    exam: forms.BoundField


class MarksForm(VerdictForm):
    """What came of a class, a row a person: "case id.outcome", ".hours", ".exam"."""

    rest = forms.ChoiceField(
        label=_("没有单独选择的人"),
        required=False,
        choices=[("", _("这次不登记")), (ClassOutcome.PASSED.value, _("都合格，学时为全程"))],
        initial="",
        widget=forms.RadioSelect(attrs={"class": "pair"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        waiting: Iterable[Waiting],
        verdict: Verdict | None = None,
    ) -> None:
        """Lay out a row for everybody who waits."""
        super().__init__(data, verdict=verdict)
        self._waiting = tuple(waiting)
        for one in self._waiting:
            self.fields[f"{one.case_id}.outcome"] = forms.ChoiceField(
                label=_("结果"), required=False, choices=_OUTCOMES
            )
            self.fields[f"{one.case_id}.hours"] = _figure(_("学时"))
            self.fields[f"{one.case_id}.exam"] = _figure(_("成绩"))

    def rows(self) -> tuple[MarkRow, ...]:
        """Return the rows, for the template."""
        return tuple(
            MarkRow(one, *(self[f"{one.case_id}.{name}"] for name in ("outcome", "hours", "exam")))
            for one in self._waiting
        )

    def marks(self) -> Mapping[int, Mark]:
        """Return what was typed by case id; rows left empty are left out, or all the same."""
        found = {}
        for one in self._waiting:
            texts = [self.typed[f"{one.case_id}.{name}"] for name in ("outcome", "hours", "exam")]
            if not any(texts) and self.typed["rest"] == ClassOutcome.PASSED:
                texts[0] = ClassOutcome.PASSED.value
            if any(texts):
                found[one.case_id] = _mark(*texts)
        return found


def _mark(outcome: str, hours: str, exam: str) -> Mark:
    return Mark(
        outcome=ClassOutcome(outcome) if outcome in set(ClassOutcome) else None,
        hours=_read(hours),
        exam=_read(exam),
    )


def _read(text: str) -> int | None:
    number = numbers.whole(text)
    return _UNREADABLE if text and number is None else number


class CorrectForm(VerdictForm):
    """Another result in the place of a wrong one; fields as the command names them."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        """Lay out the mark and the reason."""
        super().__init__(data, **options)
        self.fields["mark.outcome"] = forms.ChoiceField(label=_("结果"), choices=_OUTCOMES)
        self.fields["mark.hours"] = _figure(_("学时"), _("留空为全程"))
        self.fields["mark.exam"] = _figure(_("成绩"))
        self.fields["why"] = _words(_("更正原因"))

    def mark(self) -> Mark:
        """Return what was typed."""
        return _mark(*(self.typed[f"mark.{name}"] for name in ("outcome", "hours", "exam")))


def _words(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=400, widget=forms.Textarea(attrs={"rows": "3"})
    )


class ExceptionForm(VerdictForm):
    """The county lets somebody pass without the class."""

    document = forms.CharField(
        label=_("县委组织部文号"), max_length=80, help_text=_("如：武组函〔2026〕8号")
    )
    decided_on = forms.DateField(label=_("文件日期"))
    why = _words(_("理由"), _("写明为什么没有参加或不合格仍可发展，不少于4个字"))


class WithdrawForm(VerdictForm):
    """Why an exception is withdrawn."""

    why = _words(_("撤回原因"))


def unchosen() -> str:
    """Say that kind and organiser must be chosen."""
    return _now("请选择班次和举办单位")
