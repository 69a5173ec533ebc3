"""The list of forms, one form, its templates: taken along, replaced, restored."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xianfeng.casework.commands import formtemplates as commands
from xianfeng.casework.forms import RestoreForm, TemplateForm
from xianfeng.casework.pages.official import FormCataloguePage, FormPage
from xianfeng.casework.queries import formtemplates
from xianfeng.kernel import clock
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust.vocab import Action, PaperKind
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render

_HOW = gettext_noop(
    "在模板里写成双花括号，例如 {{ person.name }}；没有内容时写“无”：{{ talk.place or “无” }}。"
    "名单逐行列出：在表格里单独一行写 {%tr for r in review.rows %}，下一行的各格写 {{ r.on }} 等，"
    "再单独一行写 {%tr endfor %}。上一轮（延长预备期以前）的记录，前面加 previous. 。"
)
# What is read of an upload; one byte more is already too large.
_MOST_READ = 2_000_001


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List all forms."""
    page = FormCataloguePage(
        forms=formtemplates.catalogue(request.actor), may_edit=request.actor.may(Action.EDIT_FORMS)
    )
    return render(request, page)


@require_GET
@never_cache
def one(request: HttpRequest, form: str) -> HttpResponse:
    """Show one form with its words and its templates."""
    return _page(request, form)


def _page(
    request: HttpRequest, form: str, verdict: Verdict | None = None, *, is_restore: bool = False
) -> HttpResponse:
    with outcome.found():
        desk = formtemplates.one(request.actor, form)
    typed = request.POST or None
    page = FormPage(
        desk=desk,
        verdict=Verdict() if verdict is None else verdict,
        may_edit=request.actor.may(Action.EDIT_FORMS),
        upload=TemplateForm(None if is_restore else typed, verdict=None if is_restore else verdict),
        restore=RestoreForm(
            typed if is_restore else None,
            verdict=verdict if is_restore else None,
            auto_id="restore-%s",
        ),
        how=_(_HOW),
    )
    return render(request, page, status=200 if verdict is None else 422)


@require_GET
def template(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out the template in use, to be changed in Word."""
    with outcome.found():
        desk = formtemplates.one(request.actor, form)
        family, kind = formtemplates.kind_of(form)
    content = formtemplates.content(family, kind)
    return word(f"{desk.form.number} {desk.form.title}（模板）.docx".strip(), content)


@require_GET
def past(request: HttpRequest, form: str, template_id: int) -> HttpResponse:
    """Hand out a template that was used once."""
    with outcome.found():
        name, content = formtemplates.past_content(request.actor, form, template_id)
    return word(name, content)


def word(name: str, content: bytes) -> HttpResponse:
    """Answer with a Word file to keep."""
    response = HttpResponse(content, content_type=PaperKind.DOCX.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def replace(request: HttpRequest, form: str) -> HttpResponse:
    """Use the uploaded Word file from now on, or say everything that speaks against it."""
    upload = request.FILES.get("file")

    def act(why: str) -> None:
        commands.replace(
            actor=request.actor,
            form=form,
            name=upload.name if upload else "",
            content=upload.read(_MOST_READ) if upload else b"",
            why=why,
            at=clock.now(),
        )

    return _changed(request, form, act, _("已改用上传的模板，并记入台账。"))


@require_POST
def restore(request: HttpRequest, form: str) -> HttpResponse:
    """Use the shipped template again."""

    def act(why: str) -> None:
        commands.restore(actor=request.actor, form=form, why=why, at=clock.now())

    return _changed(request, form, act, _("已恢复系统自带模板，并记入台账。"), is_restore=True)


def _changed(
    request: HttpRequest,
    form: str,
    act: Callable[[str], None],
    done: str,
    *,
    is_restore: bool = False,
) -> HttpResponse:
    with outcome.Attempt() as attempt, outcome.found():
        act(request.POST.get("why", ""))
    if attempt.refused:
        return _page(request, form, attempt.verdict, is_restore=is_restore)
    messages.success(request, done)
    return redirect("casework:form", form)
