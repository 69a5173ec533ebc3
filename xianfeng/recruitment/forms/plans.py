"""Forms about plans and tasks: strings in, clean values out."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.recruitment.commands.plans import Draft
from xianfeng.recruitment.commands.tasks import Assignment
from xianfeng.recruitment.vocab.plans import Indicator, PlanKind


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class PlanForm(forms.Form):
    """What a plan says; the aimed shares in per cent, empty where there is none."""

    kind = forms.ChoiceField(label=_("种类"), choices=[(k.value, k.label) for k in PlanKind])
    first_year = forms.IntegerField(
        label=_("年份"), min_value=1990, max_value=2100, help_text=_("五年规划填第一年")
    )
    title = forms.CharField(label=_("名称"), max_length=120)
    total = forms.IntegerField(label=_("发展总数（名）"), min_value=1, max_value=20_000)
    principle = forms.CharField(
        label=_("指导思想和要求"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data: Any = None, *, is_fixed: bool = False, **options: Any) -> None:
        """Add a field an indicator; a later version keeps kind and years."""
        super().__init__(data, **options)
        for indicator in Indicator:
            label = _("{indicator}占当年发展数的比例（%）").format(indicator=indicator.label)
            self.fields[indicator.value] = forms.DecimalField(
                label=label, required=False, min_value=0, max_value=100, decimal_places=1
            )
        for name in ("kind", "first_year") if is_fixed else ():
            self.fields[name].disabled = True

    def draft(self) -> Draft:
        """Return what was filled in."""
        clean = self.cleaned_data
        aims = {i: clean[i.value] for i in Indicator if clean.get(i.value)}
        return Draft(
            kind=PlanKind(clean["kind"]),
            first_year=clean["first_year"],
            title=clean["title"],
            total=clean["total"],
            principle=clean["principle"],
            targets={indicator: int(aim * Decimal(10)) for indicator, aim in aims.items()},
        )


class AdoptForm(forms.Form):
    """By which document, on which day."""

    document = forms.CharField(label=_("印发文号"), max_length=120)
    adopted_on = _day(_("通过日期"))


class TaskForm(forms.Form):
    """A task of a plan."""

    goal = forms.CharField(label=_("目标"), max_length=120)
    title = forms.CharField(label=_("任务"), max_length=120)
    measure = forms.CharField(
        label=_("措施"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    organisation = forms.ChoiceField(label=_("责任党组织"))
    due_on = _day(_("完成时限"))

    def __init__(
        self, data: Any = None, *, choices: tuple[tuple[int, str], ...], **options: Any
    ) -> None:
        """Offer the organisations that may answer for it."""
        super().__init__(data, **options)
        self.fields["organisation"].choices = [("", _("请选择")), *choices]

    def assignment(self) -> Assignment:
        """Return what was filled in."""
        clean = self.cleaned_data
        return Assignment(
            goal=clean["goal"],
            title=clean["title"],
            measure=clean["measure"],
            organisation_id=int(clean["organisation"]),
            due_on=clean["due_on"],
        )


class NoteForm(forms.Form):
    """What is said about a task."""

    note = forms.CharField(
        label=_("情况"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class PressForm(NoteForm):
    """A reminder, with the day of the answer."""

    answer_by = _day(_("答复时限"))
