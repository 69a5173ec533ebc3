"""Making, changing and publishing editions of the county's own."""

import hashlib
import tomllib
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from xianfeng.casework.models import CountyEdition
from xianfeng.casework.queries import editions
from xianfeng.casework.vocab import EditionState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.procedure import board, editing, shape, writing
from xianfeng.procedure.edits import Edit
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

CHAIN = "editions"
LONGEST_NAME = 80


@transaction.atomic
def begin(*, actor: Actor, family: str, base: str, name: str, at: datetime) -> int:
    """Begin a draft from a shipped or a published edition; return its id.

    :raises NotAllowed: the actor's role does not edit editions.
    :raises KeyError: there is no such edition.
    :raises Refused: the name is missing or too long (D-64).
    """
    access.require(actor, Action.EDIT_EDITIONS)
    home = board.family(family)
    title = _name(name)
    row = editing.begun(_document(home, base), id="COUNTY", name=title)
    return _kept(home, row, base=base, actor=actor, at=at, event="begun")


@transaction.atomic
def upload(*, actor: Actor, family: str, text: str, at: datetime) -> int:
    """Keep a document written by hand as a new draft; return its id.

    :raises NotAllowed: the actor's role does not edit editions.
    :raises Refused: with every fault of the document at once, or every reason of D-00.
    """
    access.require(actor, Action.EDIT_EDITIONS)
    home = board.family(family)
    row, faults = shape.read(text)
    if faults:
        raise Refused(Verdict.of(reason("D-64", message=f, field="text") for f in faults))
    row |= {"id": "COUNTY", "name": _name(row["name"]), "status": "县级版本"}
    row.pop("valid_from", None)
    row.pop("valid_to", None)
    return _kept(home, row, base="", actor=actor, at=at, event="uploaded")


@transaction.atomic
def change(
    *, actor: Actor, draft_id: int, edit: Edit, at: datetime, version: int | None = None
) -> None:
    """Change a draft; what D-00 does not accept is not kept.

    :raises CountyEdition.DoesNotExist: there is no such draft, or nothing there to be changed.
    :raises NotAllowed: the actor's role does not edit editions.
    :raises Conflict: somebody changed the draft since the page was made (D-62).
    :raises Refused: with every reason against the changed edition.
    """
    draft = _locked(actor, draft_id, version)
    bench = editions.laid_out(draft)
    try:
        row = edit.made(bench.row, bench.limits)
    except KeyError as missing:
        raise CountyEdition.DoesNotExist(str(missing)) from missing
    row["name"] = _name(row["name"])
    text = writing.text(row)
    _must_stand(board.family(draft.family), text, day=clock.day_of(at))
    draft.name, draft.text = row["name"], text
    draft.digest = _digest(text)
    draft.version += 1
    draft.account_ref, draft.actor_name, draft.changed_at = actor.account_id, actor.name, at
    draft.save()
    _tell(actor, draft, "changed", at=at, what=edit.words)


@transaction.atomic
def discard(*, actor: Actor, draft_id: int, at: datetime, version: int | None = None) -> None:
    """Put a draft away; its document stays in the database.

    :raises CountyEdition.DoesNotExist: there is no such draft.
    """
    draft = _locked(actor, draft_id, version)
    draft.state = EditionState.DISCARDED
    draft.version += 1
    draft.save()
    _tell(actor, draft, "discarded", at=at)


@transaction.atomic
def publish(
    *,
    actor: Actor,
    draft_id: int,
    valid_from: date,
    at: datetime,
    version: int | None = None,
) -> str:
    """Publish a draft from a day on and freeze it; return the edition's id.

    The id holds the beginning of the text's SHA-256, the ledger the whole.

    :raises CountyEdition.DoesNotExist: there is no such draft.
    :raises NotAllowed: the actor's role does not publish editions.
    :raises Conflict: somebody changed the draft since the page was made (D-62).
    :raises Refused: the day is over or taken (D-65), or the edition is against D-00.
    """
    access.require(actor, Action.PUBLISH_EDITION)
    draft = _locked(actor, draft_id, version)
    if valid_from < clock.day_of(at):
        words = "施行日期不能早于今天"
        raise Refused(Verdict((reason("D-65", message=words, field="valid_from"),)))
    row = editing.dated(tomllib.loads(draft.text), valid_from)
    row["id"] = f"COUNTY-{draft.pk}"
    text = writing.text(row)
    _must_stand(board.family(draft.family), text, day=valid_from)
    draft.text, draft.digest = text, _digest(text)
    draft.code = f"{row['id']}-{draft.digest[: editions.DIGEST_SIGNS]}"
    draft.state, draft.valid_from, draft.published_at = EditionState.PUBLISHED, valid_from, at
    draft.version += 1
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:
        words = "这一天已有县级版本施行，请换一天"
        raise Refused(Verdict((reason("D-65", message=words, field="valid_from"),))) from error
    _tell(actor, draft, "published", at=at, edition=draft.code, on=valid_from)
    return draft.code


def _document(home: board.Family, base: str) -> Any:
    if base in home.documents:
        return home.documents[base]
    home.edition(base)
    return tomllib.loads(editions.text_of(base))


def _name(name: str) -> str:
    title = visible(name)
    if not title or len(title) > LONGEST_NAME:
        words = f"名称应为1至{LONGEST_NAME}字"
        raise Refused(Verdict((reason("D-64", message=words, field="name"),)))
    return title


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _must_stand(home: board.Family, text: str, *, day: date) -> None:
    verdict = editions.judged(home, text, day=day)
    if verdict:
        return
    raise Refused(verdict)


def _kept(
    home: board.Family, row: editing.Row, *, base: str, actor: Actor, at: datetime, event: str
) -> int:
    text = writing.text(row)
    _must_stand(home, text, day=clock.day_of(at))
    draft = CountyEdition.objects.create(
        family=home.key,
        name=row["name"],
        base=base,
        text=text,
        digest=_digest(text),
        account_ref=actor.account_id,
        actor_name=actor.name,
        changed_at=at,
    )
    _tell(actor, draft, event, at=at)
    return draft.pk


def _locked(actor: Actor, draft_id: int, version: int | None) -> CountyEdition:
    access.require(actor, Action.EDIT_EDITIONS)
    drafts = CountyEdition.objects.filter(state=EditionState.DRAFT).select_for_update()
    draft = drafts.get(pk=draft_id)
    if version is not None and version != draft.version:
        who = draft.actor_name
        raise Conflict(Verdict((reason("D-62", 办理人=who, remedy="页面已更新，请核对后再改"),)))
    return draft


def _tell(actor: Actor, draft: CountyEdition, event: str, *, at: datetime, **detail: Any) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=CHAIN,
        event=f"casework.edition.{event}",
        subject=f"edition:{draft.pk}",
        detail={"name": draft.name, "digest": draft.digest, "base": draft.base, **detail},
    )
