"""Which candidates to try out, and whom to list by where they were found, read from the address."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from xianfeng.recruitment.queries import sources
from xianfeng.recruitment.queries.sources import Wanted
from xianfeng.recruitment.queries.years import FIRST_YEAR
from xianfeng.recruitment.vocab.structure import Circle
from xianfeng.ui import numbers

MOST = 200


def chosen(asked: QueryDict) -> frozenset[int]:
    """Return the ids of the candidates that are ticked; what is no id is left out."""
    ids = (numbers.whole(text) for text in asked.getlist("person")[:MOST])
    return frozenset(key for key in ids if key is not None)


def _sources() -> list[tuple[str, str]]:
    return [(key, group.title) for key, group in sources.named().items()]


class SourcesForm(forms.Form):
    """The filter of the list of people by where they were found, read from the address."""

    of = forms.ChoiceField(
        label=_("范围"), required=False, choices=[(c.value, c.label) for c in Circle]
    )
    source = forms.ChoiceField(label=_("来源"), required=False, choices=_sources)
    year = forms.IntegerField(label=_("发展年份"), required=False, min_value=FIRST_YEAR)
    organisation = forms.TypedChoiceField(
        label=_("党组织"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, choices: Iterable[tuple[int, str]]) -> None:
        """Offer the organisations."""
        super().__init__(data)
        self.fields["organisation"].choices = [("", _("全部")), *choices]

    def wanted(self, *, today: date) -> Wanted:
        """Return whom to list; a field that cannot be read stands for its first choice or this year."""
        self.is_valid()
        value = self.cleaned_data.get
        return Wanted(
            circle=Circle(value("of") or Circle.TRAINING),
            key=value("source") or "",
            year=min(value("year") or today.year, today.year),
            organisation_id=value("organisation"),
        )
