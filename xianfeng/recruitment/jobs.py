"""Background work of recruitment: examinations that were begun on a page."""

from django.conf import settings
from django.contrib.auth import get_user_model

from xianfeng.kernel import clock
from xianfeng.recruitment.commands import examinations
from xianfeng.recruitment.queries.examined import account_of
from xianfeng.registry.commands import uploads
from xianfeng.tenancy.tasks import task
from xianfeng.trust.queries import accounts


@task()
def examine(examination_id: int, stored_name: str) -> None:
    """Run one examination with the rights that its account holds now; a stored workbook goes in any case.

    :param stored_name: the workbook's name among the uploads; empty for cases.
    """
    path = uploads.folder(settings.DATA_DIR) / stored_name if stored_name else None
    at = clock.now()
    try:
        account = get_user_model().objects.get(pk=account_of(examination_id))
        examinations.run(
            actor=accounts.actor_of(account, clock.day_of(at)),
            examination_id=examination_id,
            path=path,
            limit=settings.MAX_WORKBOOK_BYTES,
            at=at,
        )
    finally:
        if path is not None:
            path.unlink(missing_ok=True)
