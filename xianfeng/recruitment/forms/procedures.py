"""The form that chooses two editions to compare."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.recruitment.queries.procedures import EditionRow


class CompareForm(forms.Form):
    """Two editions and the day on which they are compared."""

    left = forms.ChoiceField(label=_("原版本"))
    right = forms.ChoiceField(label=_("新版本"))
    on = forms.DateField(
        label=_("按哪一天"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("县级版本加上当天有效的国家规定一起比较"),
    )

    def __init__(self, data: Any, *, editions: Sequence[EditionRow], today: date) -> None:
        """Offer every edition; two that follow each other are chosen at first."""
        rows = sorted(editions, key=lambda row: (row.valid_from, row.id))
        first = {"left": rows[-2].id, "right": rows[-1].id} if len(rows) > 1 else {}
        super().__init__(data, initial={**first, "on": today})
        choices = [(row.id, row.name) for row in rows]
        self.fields["left"].choices = choices
        self.fields["right"].choices = choices
