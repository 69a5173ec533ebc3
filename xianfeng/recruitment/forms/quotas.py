"""Forms about places: strings in, clean values out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.recruitment.commands.splits import HIGHEST_COEFFICIENT, MOST_PLACES, Terms
from xianfeng.recruitment.queries.criteria import DEFAULTS
from xianfeng.recruitment.vocab.quotas import Criterion, Method


class WhyForm(forms.Form):
    """Why."""

    why = forms.CharField(label=_("原因"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class TransferForm(WhyForm):
    """How many places go to whom."""

    target = forms.ChoiceField(label=_("给哪个党组织"))
    places = forms.IntegerField(label=_("名额数"), min_value=1, max_value=MOST_PLACES, initial=1)
    field_order = ("target", "places", "why")

    def __init__(
        self, data: Any = None, *, choices: tuple[tuple[int, str], ...], **options: Any
    ) -> None:
        """Offer the takers."""
        super().__init__(data, **options)
        self.fields["target"].choices = [("", _("请选择")), *choices]


class RequestForm(WhyForm):
    """How many more places are asked for."""

    places = forms.IntegerField(label=_("申请追加（名）"), min_value=1, max_value=500, initial=1)
    field_order = ("places", "why")


class AnswerForm(WhyForm):
    """The answer: so many, or none."""

    places = forms.IntegerField(
        label=_("同意追加（名）"), min_value=0, max_value=500, help_text=_("不同意填0")
    )
    field_order = ("places", "why")


class BeyondForm(WhyForm):
    """By which document a case gets a place beyond the plan."""

    document = forms.CharField(label=_("批准文件文号"), max_length=120)
    field_order = ("document", "why")


class SplitForm(forms.Form):
    """How a split is proposed."""

    places = forms.IntegerField(label=_("拿出多少名额来分"), min_value=1, max_value=MOST_PLACES)
    method = forms.ChoiceField(
        label=_("分配方法"),
        choices=[(m.value, f"{m.label}：{m.meaning}") for m in Method],
        widget=forms.RadioSelect,
        initial=Method.LARGEST_REMAINDER.value,
    )
    least = forms.IntegerField(label=_("每个单位最少"), min_value=0, initial=0)
    most = forms.IntegerField(label=_("每个单位最多"), min_value=0, required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        """Add a coefficient a criterion."""
        super().__init__(data, **options)
        for criterion in Criterion:
            self.fields[criterion.value] = forms.IntegerField(
                label=criterion.label,
                min_value=0,
                max_value=HIGHEST_COEFFICIENT,
                initial=DEFAULTS[criterion],
            )

    @property
    def coefficients(self) -> tuple[forms.BoundField, ...]:
        """The criteria's fields."""
        return tuple(self[criterion.value] for criterion in Criterion)

    def terms(self) -> Terms:
        """Return what was filled in."""
        clean = self.cleaned_data
        return Terms(
            method=Method(clean["method"]),
            coefficients={criterion: clean[criterion.value] for criterion in Criterion},
            places=clean["places"],
            least=clean["least"],
            most=clean["most"],
        )
