"""The gallery's specimens: one field for every kind of control."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = [("a", _("第一种")), ("b", _("第二种")), ("c", _("第三种"))]


class SpecimenForm(forms.Form):
    """Shows every control that the house knows."""

    name = forms.CharField(label=_("姓名"), max_length=40, help_text=_("与居民身份证一致"))
    applied_on = forms.DateField(label=_("日期"), help_text=_("不能晚于今天"))
    kind = forms.ChoiceField(label=_("种类"), choices=KINDS)
    amount = forms.IntegerField(label=_("人数"), min_value=0)
    way = forms.ChoiceField(label=_("方式"), choices=KINDS, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label=_("内容"), choices=KINDS, widget=forms.CheckboxSelectMultiple, required=False
    )
    several = forms.MultipleChoiceField(label=_("多选"), choices=KINDS, required=False)
    met_at = forms.SplitDateTimeField(label=_("会议时间"), required=False)
    paper = forms.FileField(label=_("材料"), help_text=_("PDF 或照片，20 MB 以内"))
    remarks = forms.CharField(label=_("说明"), widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label=_("以上内容已经本人核对"))
    fixed = forms.CharField(label=_("不可更改"), initial="WS-2026-0001", disabled=True)
    origin = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any] | None:
        """Add an error that belongs to no single field."""
        self.add_error(None, _("人数与材料不符，请核对"))
        return self.cleaned_data


class SpecimenExportForm(forms.Form):
    """Shows the offer of a list as a workbook."""

    reason = forms.CharField(label=_("用途"), max_length=200)


class SpecimenFilterForm(forms.Form):
    """Shows the filter bar above a list."""

    words = forms.CharField(label=_("姓名或拼音"), required=False)
    state = forms.ChoiceField(label=_("状态"), choices=KINDS, required=False)
    late = forms.BooleanField(label=_("只看超期"), required=False)
