"""Forms for visitors: as few fields as can be, nothing personal demanded."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.sheets import VerdictForm


class ObjectionForm(VerdictForm):
    """What a visitor objects; the command judges it."""

    content = forms.CharField(
        label=_("反映的情况"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": "7"}),
        help_text=_("请写清时间、地点、事情，便于核实。1000字以内"),
    )
    source = forms.CharField(
        label=_("姓名和联系方式（可不填）"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("不填也受理。填写的加密保存，只用于核实，不向被反映人和无关人员公开"),
    )


class ProgressForm(VerdictForm):
    """The receipt number of an objection."""

    receipt = forms.CharField(
        label=_("反映编号"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("提交后页面上显示的12位编号"),
    )
