"""The form about an applicant; the first step's own form stands beside it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.sheets import VerdictForm
from xianfeng.recruitment.commands.applications import Applicant
from xianfeng.registry import codes
from xianfeng.registry.queries.organisations import Choice
from xianfeng.ui import numbers

HAN = "01"


class ApplicantForm(VerdictForm):
    """Who applies; what is typed goes to the command as it is."""

    organisation = forms.ChoiceField(label=_("所在党支部"))
    name = forms.CharField(label=_("姓名"), max_length=60, help_text=_("与居民身份证一致"))
    id_number = forms.CharField(
        label=_("身份证号"),
        max_length=24,
        help_text=_("18位；性别和出生日期由此得出。已在册的按身份证号找到，不重复登记"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    ethnicity = forms.ChoiceField(label=_("民族"), choices=list(codes.ETHNICITIES.items()))
    education = forms.ChoiceField(
        label=_("学历"), required=False, choices=[("", _("未填")), *codes.EDUCATION.items()]
    )
    occupation = forms.CharField(label=_("工作岗位"), required=False, max_length=30)
    phone = forms.CharField(
        label=_("联系电话"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    address = forms.CharField(label=_("家庭住址"), required=False, max_length=120)

    def __init__(self, data: Any = None, *, choices: tuple[Choice, ...], **options: Any) -> None:
        """Offer the organisations; a single one is not asked for."""
        super().__init__(data, **options)
        self.fields["organisation"].choices = [(choice.id, choice.name) for choice in choices]
        self.initial.setdefault("ethnicity", HAN)
        if len(choices) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial["organisation"] = choices[0].id

    def applicant(self) -> Applicant:
        """Return what was typed, for the command to judge."""
        typed = dict(self.typed)
        typed.pop("organisation")
        return Applicant(**typed)

    def organisation_id(self) -> int:
        """Return the chosen organisation; 0 where none can be read."""
        return numbers.whole(self.typed["organisation"]) or 0
