"""Background work of the registry: imports that were handed in on a page."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model

from xianfeng.kernel import clock
from xianfeng.registry.commands import imports
from xianfeng.registry.queries.imports import account_of
from xianfeng.tenancy.tasks import task
from xianfeng.trust.queries import accounts


def upload_folder() -> Path:
    """Return the folder where a file waits for its import; made for its owner only."""
    folder = settings.DATA_DIR / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@task()
def import_workbook(batch_id: int, stored_name: str) -> None:
    """Import one stored file with the rights that its account holds now; the file goes in any case."""
    path = upload_folder() / stored_name
    at = clock.now()
    try:
        account = get_user_model().objects.get(pk=account_of(batch_id))
        imports.run(
            actor=accounts.actor_of(account, at.date()),
            batch_id=batch_id,
            path=path,
            limit=settings.MAX_WORKBOOK_BYTES,
            at=at,
        )
    finally:
        path.unlink(missing_ok=True)
