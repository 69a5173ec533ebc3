"""The filter of the pool, and why somebody takes it along."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.recruitment.queries import pool
from xianfeng.recruitment.queries.pool import Wanted
from xianfeng.registry.queries.organisations import Choice

_INDENT = "　"


def _stages() -> list[tuple[str, Any]]:
    return [("", _("全部")), *pool.stages().items()]


def _sources() -> list[tuple[str, Any]]:
    return [("", _("全部")), *pool.sources()]


class PoolForm(forms.Form):
    """The filter bar, read from the address."""

    organisation = forms.TypedChoiceField(
        label=_("党组织"), required=False, coerce=int, empty_value=None
    )
    stage = forms.ChoiceField(label=_("阶段"), required=False, choices=_stages)
    source = forms.ChoiceField(label=_("来源"), required=False, choices=_sources)
    overdue = forms.BooleanField(label=_("只看考察逾期"), required=False)
    ready = forms.BooleanField(label=_("只看已满一年、考察齐全的"), required=False)

    def __init__(self, data: Any, *, choices: tuple[Choice, ...]) -> None:
        """Offer the organisations, indented by their depth."""
        super().__init__(data)
        least = min((choice.depth for choice in choices), default=0)
        self.fields["organisation"].choices = [
            ("", _("全部")),
            *((c.id, _INDENT * (c.depth - least) + c.name) for c in choices),
        ]

    def wanted(self) -> Wanted:
        """Return the filter; a field that cannot be read filters nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        return Wanted(
            organisation_id=value("organisation"),
            stage=value("stage") or "",
            source=value("source") or "",
            is_overdue=bool(value("overdue")),
            is_ready=bool(value("ready")),
        )

    def in_words(self) -> str:
        """Say the filter in words, for the workbook and the ledger."""
        self.is_valid()
        parts = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value:
                labels = dict(getattr(field, "choices", ()))
                word = str(labels.get(value, value)).strip(_INDENT)
                parts.append(str(field.label) if value is True else f"{field.label}：{word}")
        return "；".join(parts) or "全部"


class PoolExportForm(forms.Form):
    """Why somebody takes the pool with them."""

    reason = forms.CharField(
        label=_("理由"),
        min_length=4,
        max_length=200,
        help_text=_("至少四个字，将记入审计台账"),
    )
