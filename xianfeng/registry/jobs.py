"""Background work of the registry: imports that were handed in on a page."""

from django.conf import settings
from django.contrib.auth import get_user_model

from xianfeng.kernel import clock
from xianfeng.registry.commands import imports
from xianfeng.registry.importing import uploads
from xianfeng.registry.queries.imports import account_of
from xianfeng.tenancy.tasks import task
from xianfeng.trust.queries import accounts


@task()
def import_workbook(batch_id: int, stored_name: str) -> None:
    """Import one stored file with the rights that its account holds now; the file goes in any case."""
    path = uploads.folder(settings.DATA_DIR) / stored_name
    at = clock.now()
    try:
        account = get_user_model().objects.get(pk=account_of(batch_id))
        imports.run(
            actor=accounts.actor_of(account, clock.day_of(at)),
            batch_id=batch_id,
            path=path,
            limit=settings.MAX_WORKBOOK_BYTES,
            at=at,
        )
    finally:
        path.unlink(missing_ok=True)
