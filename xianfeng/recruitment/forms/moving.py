"""The form that moves chosen cases to another edition."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MoveForm(forms.Form):
    """Why cases move."""

    why = forms.CharField(
        label=_("改用规程的原因"),
        min_length=4,
        max_length=400,
        help_text=_("不少于4个字，写入每件的办理记录"),
    )
