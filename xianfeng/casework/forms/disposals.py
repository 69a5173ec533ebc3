"""Forms of disposal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.sheets import VerdictForm


class BasisForm(VerdictForm):
    """On which basis the chosen files are to be disposed of."""

    basis = forms.CharField(
        label=_("销毁依据"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=_("写明法规条文和会议研究情况，印在销毁清册上；不要写姓名"),
    )
