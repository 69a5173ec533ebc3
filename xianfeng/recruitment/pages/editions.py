"""What the pages show on which a county makes its own edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure.limits import Limit
from xianfeng.recruitment.queries.drafts import Bench, StepBench


@dataclass(frozen=True, kw_only=True)
class BeginPage:
    """Beginning a draft from an edition or from a document."""

    template: ClassVar[str] = "recruitment/draft_new.html"
    form: Form
    upload: Form
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class DraftPage:
    """One draft as a whole."""

    template: ClassVar[str] = "recruitment/draft.html"
    bench: Bench
    name_form: Form
    publish_form: Form
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class LimitRow:
    """A number of the step and the form that changes it; no form where nobody may."""

    limit: Limit
    form: Form | None


@dataclass(frozen=True, kw_only=True)
class DraftStepPage:
    """One step of a draft with every form that changes it."""

    template: ClassVar[str] = "recruitment/draft_step.html"
    step: StepBench
    forms: Mapping[str, Form]
    limits: tuple[LimitRow, ...]
    verdict: Verdict
