"""Finding one paper of a case that the asker may see."""

from dataclasses import dataclass

from xianfeng.casework.models import Case, Paper
from xianfeng.casework.queries import dockets
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Scan:
    """The content of a paper and what it is called."""

    sha256: str
    name: str


def scan(actor: Actor, case_id: int, paper_id: int) -> Scan:
    """Return a paper's scan.

    :raises Case.DoesNotExist: the case is out of sight, or the actor is its subject only.
    :raises Paper.DoesNotExist: the case has no such paper, or it has no scan.
    """
    case = access.scoped(Case.objects.kept(), actor, Action.VIEW_CASES).get(pk=case_id)
    paper = Paper.objects.select_related("file").get(pk=paper_id, case=case, file__isnull=False)
    edition = dockets.edition_of(case)
    titles = {p.key: p.title for p in edition.papers_of(edition.step(paper.step))}
    return Scan(
        sha256=paper.file.sha256, name=paper.file_name or titles.get(paper.kind, paper.kind)
    )
