"""Editions of the county's own: reading them safely, judging them, telling which one new cases take."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xianfeng.casework.models import CountyEdition
from xianfeng.casework.vocab import OF_EVERY_CASE, SIGNING, EditionState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.procedure import board, limits, loader, offers, variants
from xianfeng.procedure.limits import Limit
from xianfeng.procedure.schema import Edition
from xianfeng.procedure.shelf import EVERY_RECORD

# How much of the digest an id bears, and the widest words of the to-do list's columns.
DIGEST_SIGNS, LONGEST_TITLE = 8, 60


@dataclass(frozen=True, kw_only=True)
class CountyEditionRow:
    """One edition of the county's own in a list; ``code`` is empty for a draft."""

    id: int
    code: str
    name: str
    base: str
    state: EditionState
    valid_from: date | None
    changed_at: datetime
    actor_name: str


@dataclass(frozen=True, kw_only=True)
class Workbench:
    """A draft as it lies on the bench: its document, the edition that it amounts to, its limits."""

    id: int
    version: int
    name: str
    base: str
    family: str
    text: str
    row: Mapping[str, Any]
    edition: Edition
    limits: tuple[Limit, ...]


def found(family: board.Family, edition_id: str) -> Edition:
    """Read one published edition; every process does so once.

    :raises KeyError: there is none of that id.
    :raises Refused: its text is not the one that was published.
    """
    rows = CountyEdition.objects.filter(family=family.key, code=edition_id)
    row = rows.order_by("id").first()
    if row is None:
        raise KeyError(edition_id)
    return _read(family, row)


def _read(family: board.Family, row: CountyEdition) -> Edition:
    digest = hashlib.sha256(row.text.encode()).hexdigest()
    code = row.code or ""
    if digest != row.digest or not code.endswith(f"-{digest[:DIGEST_SIGNS]}"):
        raise Refused(Verdict((_tampered(row),)))
    edition = loader.county(row.text, edition_id=code, kinds=family.kinds)
    if edition.valid_from != row.valid_from:
        raise Refused(Verdict((_tampered(row),)))
    return edition


def _tampered(row: CountyEdition) -> Reason:
    message = f"县级版本《{row.name}》（{row.code}）的内容与发布时不一致，不能使用"
    return reason("D-00", message=message, fact="摘要不符", remedy="从备份恢复该版本，并查明改动")


def broken() -> list[Reason]:
    """Return a reason for every published edition whose text is not the one that was published."""
    reasons: list[Reason] = []
    for row in CountyEdition.objects.filter(state=EditionState.PUBLISHED).order_by("id"):
        try:
            _read(board.family(row.family), row)
        except Refused as refused:
            reasons += refused.verdict
        except loader.Unreadable:
            reasons.append(_tampered(row))
    return reasons


def chosen(family_key: str, day: date) -> str:
    """Return the id of the county's edition for cases opened on that day; "" if it has none yet."""
    rows = CountyEdition.objects.filter(
        family=family_key, state=EditionState.PUBLISHED, valid_from__lte=day
    )
    codes = rows.order_by("-valid_from").values_list("code", flat=True)[:1]
    return next((code for code in codes if code), "")


def published(family_key: str) -> tuple[CountyEditionRow, ...]:
    """Return the county's published editions, the newest first."""
    rows = CountyEdition.objects.filter(family=family_key, state=EditionState.PUBLISHED)
    return _rows(rows.order_by("-valid_from"))


def all_of(family: board.Family) -> tuple[Edition, ...]:
    """Return every edition of a family: the shipped ones, then the county's published ones."""
    own = (family.edition(row.code) for row in published(family.key))
    return (*family.shipped.editions, *own)


def drafts(family_key: str) -> tuple[CountyEditionRow, ...]:
    """Return the drafts, the one last changed first; for those who may edit."""
    rows = CountyEdition.objects.filter(family=family_key, state=EditionState.DRAFT)
    return _rows(rows.order_by("-changed_at", "-id"))


def _rows(rows: Any) -> tuple[CountyEditionRow, ...]:
    columns = ("id", "code", "name", "base", "state", "valid_from", "changed_at", "actor_name")
    return tuple(
        CountyEditionRow(**{**row, "code": row["code"] or "", "state": EditionState(row["state"])})
        for row in rows.values(*columns)
    )


def bench(draft_id: int) -> Workbench:
    """Return a draft to work on.

    :raises CountyEdition.DoesNotExist: there is no such draft.
    """
    row = CountyEdition.objects.get(pk=draft_id, state=EditionState.DRAFT)
    return laid_out(row)


def laid_out(row: CountyEdition) -> Workbench:
    """Read a draft's document; drafts are kept only when they can be read."""
    family = board.family(row.family)
    edition = loader.county(row.text, edition_id=f"COUNTY-{row.pk}", kinds=family.kinds)
    national = _national(family, edition.follows)
    return Workbench(
        id=row.pk,
        version=row.version,
        name=row.name,
        base=row.base,
        family=row.family,
        text=row.text,
        row=tomllib.loads(row.text),
        edition=edition,
        limits=limits.in_force(edition, national.gates if national else (), fixed=family.fixed),
    )


def _national(family: board.Family, follows: str) -> Edition | None:
    return next((e for e in reversed(family.shipped.editions) if e.family == follows), None)


def text_of(edition_id: str) -> str:
    """Return the document of a published edition.

    :raises CountyEdition.DoesNotExist: there is none of that id.
    """
    row = CountyEdition.objects.get(code=edition_id)
    _read(board.family(row.family), row)
    return row.text


def judged(family: board.Family, text: str, *, day: date) -> Verdict:
    """Judge a document that is to be in force from a day on: shape, meaning, facts, D-00; all at once."""
    try:
        edition = loader.county(text, edition_id="COUNTY", kinds=family.kinds)
    except loader.Unreadable as unreadable:
        return Verdict.of(
            reason("D-64", message=problem.removeprefix("COUNTY："), field="text")
            for problem in unreadable.problems
        )
    national = variants.in_force_from(family.shipped.editions, edition.follows, day)
    reasons = [reason("D-64", message=words) for words in _unusable(family, edition)]
    if not national:
        reasons.append(reason("D-00", 环节="未适用国家规程", remedy="follows 写明国家规程"))
    for one in national:
        reasons += variants.problems(edition, one, fixed=family.fixed)
    return Verdict(tuple({item.message: item for item in reasons}.values()))


def _unusable(family: board.Family, edition: Edition) -> list[str]:
    stages = {stage.key for one in family.shipped.editions for stage in one.stages}
    offered = OF_EVERY_CASE | family.sources.keys()
    found = [f"没有模块提供“{name}”" for name in offers.missing(edition, offered)]
    found += offers.misused(edition, family.shipped.editions)
    found += [f"阶段“{s.title}”不是已有的阶段" for s in edition.stages if s.key not in stages]
    for gate in edition.gates:
        if gate.on != EVERY_RECORD and edition.maker_of(gate.on) is None:
            found.append(f"检查 {gate.check}@{gate.on}：没有环节登记它")
    for step in edition.steps:
        if max(len(step.title), len(step.actor)) > LONGEST_TITLE:
            found.append(f"第{step.number}环节的名称或责任主体超过{LONGEST_TITLE}字")
        if not set(step.signed_by) <= SIGNING.keys():
            found.append(f"第{step.number}环节的签署方应为 {'、'.join(SIGNING)}")
    return found
