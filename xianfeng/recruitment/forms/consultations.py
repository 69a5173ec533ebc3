"""Forms of the joint examination."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.sheets import VerdictForm
from xianfeng.recruitment.vocab.consultations import Reply


class AskForm(VerdictForm):
    """Which units are asked, and on which day."""

    units = forms.MultipleChoiceField(
        label=_("单位"), required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )
    others = forms.CharField(
        label=_("其他单位（选填）"),
        required=False,
        max_length=200,
        help_text=_("写单位名称，几个单位用顿号隔开"),
    )
    asked_on = forms.CharField(label=_("发函日期"), widget=forms.DateInput)

    def __init__(self, data: Any = None, *, units: Sequence[str], **options: Any) -> None:
        """Offer the units that have not been asked."""
        super().__init__(data, **options)
        self.fields["units"].choices = [(unit, unit) for unit in units]
        if not units:
            del self.fields["units"]


class AnswerForm(VerdictForm):
    """What a unit answered."""

    reply = forms.ChoiceField(
        label=_("答复"),
        choices=[(one.value, one.label) for one in Reply],
        widget=forms.RadioSelect(attrs={"class": "pair"}),
    )
    words = forms.CharField(
        label=_("内容"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("有异议的必填；加密保存，只有党委和县委组织部能看"),
    )
    answered_on = forms.CharField(label=_("答复日期"), widget=forms.DateInput)
