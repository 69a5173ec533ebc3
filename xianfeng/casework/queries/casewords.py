"""What a case says in the words of its forms; many cases cost as many queries as one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.casework.models import Case, Entry, Evidence, Paper
from xianfeng.casework.printing import kinds, words
from xianfeng.casework.queries import dockets, wording
from xianfeng.casework.rules import history, values
from xianfeng.casework.vocab import SIGNER_LABELS, CaseState, EntryKind
from xianfeng.kernel import clock, paths
from xianfeng.kernel.dates import years_between
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition
from xianfeng.registry.queries import naming, particulars
from xianfeng.registry.queries.particulars import Particulars
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

# A grass-roots committee lies directly under the county.
_COMMITTEE, _COUNTY = 2 * paths.WIDTH, paths.WIDTH
_PERSON = {
    "name": "姓名", "sex": "性别", "born_on": "出生日期", "born_month": "出生年月", "age": "年龄",
    "ethnicity": "民族", "education": "学历", "occupation": "工作岗位", "address": "家庭住址",
    "category": "人员类别", "joined_on": "入党日期", "full_on": "转正日期",
    "id_number": "身份证号（默认隐去中间各位）", "phone": "联系电话（默认隐去中间各位）",
}  # fmt: skip
_STEP = {
    "n": "环节序号", "title": "环节名称", "stage": "所属阶段", "actor": "责任主体", "on": "办理日期",
    "by": "办理人", "signed_as": "签署身份", "limit": "时限", "papers": "材料",
}  # fmt: skip
_GENERAL: dict[str, Any] = {
    "person": _PERSON,
    "organisation": {"name": "党支部全称", "short_name": "党支部简称", "code": "党支部代码"},
    "committee": {"name": "基层党委全称"},
    "county": {"name": "县委全称"},
    "case": {
        "number": "档案编号", "opened_on": "立案日期", "closed_on": "办结日期", "edition": "规程",
        "state": "状态",
    },
    "printed": {"on": "打印日期", "by": "打印人"},
    "steps": [_STEP],
    "stages": [{"n": "序号", "title": "阶段", "steps": [_STEP]}],
    "papers": [
        {"n": "序号", "title": "材料名称", "form": "表号", "step": "环节", "on": "日期",
         "scan": "有无扫描件"}
    ],
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CaseWords:
    """One case with the words of its forms; ``facts`` are the typed values behind them."""

    case_id: int
    family: str
    edition: Edition
    person: str
    facts: Mapping[str, Any]
    words: dict[str, Any]


def vocabulary(family: str) -> dict[str, Any]:
    """Return every word that a template of this family may name, with its meaning."""
    edition = board.family(family).shipped.editions[0]
    records = words.records(edition.records)
    own = {
        **_GENERAL,
        **records,
        "previous": {key: dict(tree) for key, tree in records.items()},
        **kinds.of(family).words,
    }
    return {**own, "cases": [{"n": "序号", **own}]}


def of(actor: Actor, case_ids: Iterable[int], *, today: date) -> list[CaseWords]:
    """Return the words of the cases among these that the actor works on, by person and number.

    Whoever is only the subject of a case sees none of it: talks and reviews are Party matters.
    """
    cases = list(
        access.scoped(Case.objects.kept().filter(pk__in=set(case_ids)), actor, Action.VIEW_CASES)
        .select_related("person", "organisation")
        .order_by("person__sort_key", "id")
    )
    read = _Read.of(cases)
    return [_words(case, read, actor=actor, today=today) for case in cases]


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What was read for all cases together."""

    entries: Mapping[int, Sequence[Entry]]
    evidence: Mapping[int, Sequence[Evidence]]
    papers: Mapping[int, Sequence[Paper]]
    people: Mapping[int, Particulars]
    places: Mapping[str, naming.OrganisationName]
    vocabularies: Mapping[str, dict[str, Any]]

    @classmethod
    def of(cls, cases: Sequence[Case]) -> "_Read":
        keys = [case.pk for case in cases]
        signed = Entry.objects.filter(case__in=keys, kind=EntryKind.SIGNED, is_active=True)
        standing = Evidence.objects.filter(case__in=keys, withdrawn_at__isnull=True)
        kept = Paper.objects.filter(case__in=keys, is_active=True)
        entries = _by_case(signed.order_by("id"))
        named = {case.person_id for case in cases}
        for case in cases:
            edition = dockets.edition_of(case)
            named |= wording.people_in(edition, [e.records for e in entries.get(case.pk, ())])
        above = {case.org_path[:end] for case in cases for end in (_COMMITTEE, _COUNTY)}
        return cls(
            entries=entries,
            evidence=_by_case(standing.order_by("happened_on", "id")),
            papers=_by_case(kept.order_by("id")),
            people=particulars.of(named),
            places=naming.named(above),
            vocabularies={family: vocabulary(family) for family in {c.family for c in cases}},
        )


def _by_case(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return dict(found)


def _words(case: Case, read: _Read, *, actor: Actor, today: date) -> CaseWords:
    edition = dockets.edition_of(case)
    entries, evidence = read.entries.get(case.pk, ()), read.evidence.get(case.pk, ())
    signed = [dockets.signature(edition, entry) for entry in entries]
    days: dict[str, list[date]] = defaultdict(list)
    for row in evidence:
        days[row.kind].append(row.happened_on)
    standing = history.fold(edition, signed, papers=(), evidence=days, subject={})
    person = read.people[case.person_id]
    told = {
        **words.blank(read.vocabularies[case.family]),
        **_general(case, read, person, actor=actor, today=today),
        **_records(edition, standing, evidence, read.people),
        **_course(edition, case, entries, standing, read.papers.get(case.pk, ())),
    }
    facts = standing.facts
    derived = kinds.of(case.family).derive(facts)
    told |= {word: words.said(row) for word, row in derived.items()}
    return CaseWords(
        case_id=case.pk,
        family=case.family,
        edition=edition,
        person=case.person.name,
        facts=facts,
        words=told,
    )


def _general(
    case: Case, read: _Read, person: Particulars, *, actor: Actor, today: date
) -> dict[str, Any]:
    committee = read.places.get(case.org_path[:_COMMITTEE])
    county = read.places.get(case.org_path[:_COUNTY])
    return {
        "person": {**_somebody(person), "age": str(years_between(person.born_on, today))},
        "organisation": {
            "name": case.organisation.name,
            "short_name": case.organisation.short_name,
            "code": case.organisation.code,
        },
        "committee": _place(committee),
        "county": _place(county),
        "case": {
            "number": str(case.pk),
            "opened_on": words.day(clock.day_of(case.opened_at)),
            "closed_on": words.day(case.closed_on),
            "edition": dockets.edition_of(case).name,
            "state": CaseState(case.state).label,
        },
        "printed": {"on": words.day(today), "by": actor.name},
    }


def _place(place: naming.OrganisationName | None) -> dict[str, str]:
    return {"name": words.text(place.name if place else None)}


def _somebody(person: Particulars) -> dict[str, str]:
    return {
        "name": person.name,
        "sex": person.sex,
        "born_on": words.day(person.born_on),
        "born_month": words.month(person.born_on),
        "ethnicity": words.text(person.ethnicity),
        "education": words.text(person.education),
        "occupation": words.text(person.occupation),
        "address": words.text(person.address),
        "category": person.category,
        "joined_on": words.day(person.joined_on),
        "full_on": words.day(person.full_on),
        "id_number": words.text(person.id_number),
        "phone": words.text(person.phone),
    }


def _records(
    edition: Edition,
    standing: history.Standing,
    evidence: Sequence[Evidence],
    people: Mapping[int, Particulars],
) -> dict[str, Any]:
    """Write every record that stands, those of an earlier round under ``previous``."""
    told = {key: _somebody(person) for key, person in people.items()}
    typed = [
        (r.kind, values.restored(edition.records, {r.kind: r.facts})[r.kind]) for r in evidence
    ]
    found: dict[str, Any] = {"previous": {}}
    for key, kind in edition.records.items():
        rows = [words.written(kind, row, told) for name, row in typed if name == key]
        now = words.written(kind, _row(standing.facts, f"{key}."), told)
        before = words.written(kind, _row(standing.facts, f"previous.{key}."), told)
        found[key] = {**now, "rows": words.numbered(rows)}
        found["previous"][key] = {**before, "rows": []}
    return found


def _row(facts: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name[len(prefix) :]: v for name, v in facts.items() if name.startswith(prefix)}


def _course(
    edition: Edition,
    case: Case,
    entries: Sequence[Entry],
    standing: history.Standing,
    papers: Sequence[Paper],
) -> dict[str, Any]:
    """Write the way through the steps, and the papers on file."""
    signed = {e.step: e for e in entries if e.step in standing.signed}
    steps = [_step(edition, step, signed.get(step.key)) for step in edition.steps]
    titles = {paper.key: paper for step in edition.steps for paper in edition.papers_of(step)}
    rows = [
        {
            "title": titles[paper.kind].title if paper.kind in titles else paper.kind,
            "form": words.text(titles[paper.kind].form if paper.kind in titles else ""),
            "step": edition.step(paper.step).title,
            "on": words.day(paper.dated_on),
            "scan": "有" if paper.file_id else "无",
        }
        for paper in papers
    ]
    stages = [
        {"title": stage.title, "steps": [s for s in steps if s["stage"] == stage.title]}
        for stage in edition.stages
    ]
    return {"steps": steps, "stages": words.numbered(stages), "papers": words.numbered(rows)}


def _step(edition: Edition, step: Any, entry: Entry | None) -> dict[str, str]:
    return {
        "n": str(step.number),
        "title": step.title,
        "stage": edition.stage_of(step).title,
        "actor": step.actor,
        "on": words.day(entry.happened_on) if entry else words.NO_DAY,
        "by": words.text(entry.actor_name if entry else None),
        "signed_as": words.text(SIGNER_LABELS.get(entry.signed_as) if entry else None),
        "limit": words.text(step.limit),
        "papers": words.text("、".join(paper.title for paper in edition.papers_of(step))),
    }
