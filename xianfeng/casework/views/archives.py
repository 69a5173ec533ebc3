"""The package of a closed case: what it will hold, and its download."""

import tempfile
from contextlib import ExitStack

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xianfeng.casework.commands import archives as commands
from xianfeng.casework.forms import PackageForm
from xianfeng.casework.pages import ArchivePage
from xianfeng.casework.queries import archives
from xianfeng.kernel import clock
from xianfeng.trust import access
from xianfeng.trust.queries import extracts
from xianfeng.trust.vocab import Action
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def package(request: HttpRequest, case_id: int) -> HttpResponse | FileResponse:
    """Show what the package will hold and the roots of those made; a POST makes one and hands it out."""
    with outcome.found():
        dossier = archives.of(request.actor, case_id)
    access.require(request.actor, Action.EXPORT, path=dossier.org_path)
    attempt = outcome.Attempt()
    if request.method == "POST":
        with attempt, outcome.found(), ExitStack() as stack:
            target = stack.enter_context(tempfile.TemporaryFile())
            commands.export(
                actor=request.actor,
                case_id=case_id,
                why=request.POST.get("why", ""),
                target=target,
                at=clock.now(),
            )
            # The answer sends the file and closes it.
            stack.pop_all()
            return _download(target, dossier)
    page = ArchivePage(
        dossier=dossier,
        made=extracts.marks(f"case:{case_id}", event="casework.archive.exported"),
        form=PackageForm(request.POST or None, verdict=attempt.verdict),
        verdict=attempt.verdict,
    )
    return render(request, page, status=attempt.status)


def _download(target: tempfile._TemporaryFileWrapper, dossier: archives.Dossier) -> FileResponse:
    response = FileResponse(
        target,
        as_attachment=True,
        filename=_("归档包-{}-{}.zip").format(dossier.person, dossier.case_id),
        content_type="application/zip",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
