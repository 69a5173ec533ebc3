"""What the pages of official forms show: one frozen value for each template."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.queries.formtemplates import FormDesk, FormRow
from xianfeng.casework.queries.printouts import CaseForms
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class CaseFormsPage:
    """The forms of a case; ``form`` asks why whole numbers are printed."""

    template: ClassVar[str] = "casework/case_forms.html"
    offered: CaseForms
    form: Form
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class ManyFormsPage:
    """Why the forms of many cases were not handed out."""

    template: ClassVar[str] = "casework/many_forms.html"
    form: Form
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class FormCataloguePage:
    """All official forms."""

    template: ClassVar[str] = "casework/forms.html"
    forms: tuple[FormRow, ...]
    may_edit: bool


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """One official form: its template, its words, and for the county office its replacement."""

    template: ClassVar[str] = "casework/form.html"
    desk: FormDesk
    verdict: Verdict
    may_edit: bool
    upload: Form
    restore: Form
    how: str
