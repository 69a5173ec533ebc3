"""Filled forms: of one case, of many, and rolls over many; and the page that offers them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.casework.models import AgendaItem, Case
from xianfeng.casework.printing import filling, kinds, words
from xianfeng.casework.printing.kinds import FormKind
from xianfeng.casework.queries import cases, casewords, dockets, formtemplates, sittings
from xianfeng.casework.queries.cases import CaseFilter
from xianfeng.casework.queries.casewords import CaseWords
from xianfeng.casework.queries.formtemplates import FormRow, InUse
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

STAGE, STEP = "stage:", "step:"
_UNFIT_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', "_"))


@dataclass(frozen=True, kw_only=True)
class StepForms:
    """The forms of one step."""

    number: int
    title: str
    forms: tuple[FormRow, ...]


@dataclass(frozen=True, kw_only=True)
class StageForms:
    """The forms of one stage, step by step; ``is_now`` where the case stands."""

    number: int
    key: str
    title: str
    steps: tuple[StepForms, ...]
    is_now: bool

    @property
    def choice(self) -> str:
        """How the whole stage is asked for."""
        return f"{STAGE}{self.key}"

    @property
    def count(self) -> int:
        """How many forms the stage has."""
        return sum(len(step.forms) for step in self.steps)


@dataclass(frozen=True, kw_only=True)
class CaseForms:
    """The forms of one case; ``numbered`` are those on which an official ID number or phone stands."""

    case_id: int
    person: str
    organisation: str
    stages: tuple[StageForms, ...]
    numbered: tuple[FormRow, ...]
    may_unmask: bool


@dataclass(frozen=True, kw_only=True)
class File:
    """One filled form."""

    name: str
    content: bytes


def of_case(actor: Actor, case_id: int) -> CaseForms:
    """Return the forms that a case may need.

    :raises Case.DoesNotExist: out of sight, or the actor is its subject only.
    """
    case = _case(actor, case_id)
    edition = dockets.edition_of(case)
    forms = kinds.of(case.family).forms.values()
    own = formtemplates.owned(case.family)
    rows = {
        form.key: formtemplates.row(case.family, form, is_own=form.key in own)
        for form in forms
        if not form.is_roll
    }
    numbered = [f for f in forms if formtemplates.names_numbers(f, own.get(f.key))]
    return CaseForms(
        case_id=case.pk,
        person=case.person.name,
        organisation=case.organisation.name,
        stages=tuple(_stages(edition, case.stage, forms, rows)),
        numbered=tuple(rows[form.key] for form in numbered if form.key in rows),
        may_unmask=actor.may(Action.UNMASK, path=case.org_path),
    )


def _stages(
    edition: Edition, now: str, forms: Iterable[FormKind], rows: Mapping[str, FormRow]
) -> Iterator[StageForms]:
    by_step: dict[str, list[FormRow]] = {step.key: [] for step in edition.steps}
    for form in forms:
        for record in form.records:
            maker = edition.maker_of(record)
            if maker and form.key in rows:
                by_step[maker.key].append(rows[form.key])
    for stage in edition.stages:
        steps = tuple(
            StepForms(number=step.number, title=step.title, forms=tuple(by_step[step.key]))
            for step in edition.steps
            if step.stage == stage.key and by_step[step.key]
        )
        if steps:
            yield StageForms(
                number=stage.number,
                key=stage.key,
                title=stage.title,
                steps=steps,
                is_now=stage.key == now,
            )


def _case(actor: Actor, case_id: int) -> Case:
    seen = access.scoped(Case.objects.kept(), actor, Action.VIEW_CASES)
    return seen.select_related("person", "organisation").get(pk=case_id)


def named_by(actor: Actor, case_id: int, wanted: str) -> tuple[str, ...]:
    """Return the keys of the forms that a choice names for a case: one, a step's, a stage's, or all ("").

    :raises Case.DoesNotExist: out of sight, or the choice names nothing.
    """
    case = _case(actor, case_id)
    keys = _chosen(dockets.edition_of(case), kinds.of(case.family).forms, wanted)
    if not keys:
        raise Case.DoesNotExist(f"no form {wanted}")
    return keys


def _chosen(edition: Edition, forms: Mapping[str, FormKind], wanted: str) -> tuple[str, ...]:
    if wanted in forms:
        return () if forms[wanted].is_roll else (wanted,)
    makers = {key: [edition.maker_of(r) for r in form.records] for key, form in forms.items()}
    if wanted.startswith(STAGE):
        stage = wanted.removeprefix(STAGE)
        return tuple(k for k, steps in makers.items() if any(s and s.stage == stage for s in steps))
    if wanted.startswith(STEP):
        number = wanted.removeprefix(STEP)
        return tuple(
            k for k, steps in makers.items() if any(s and str(s.number) == number for s in steps)
        )
    return tuple(k for k, steps in makers.items() if any(steps)) if wanted == "" else ()


def filled(
    actor: Actor,
    case_ids: Iterable[int],
    wanted: str,
    *,
    today: date,
    numbers: Mapping[str, str] | None = None,
) -> Iterator[File]:
    """Yield the filled forms of each case; a choice of several leaves out those of another outcome.

    :param numbers: whole personal numbers by the word's last part, for a single case.
    :raises Refused: a county's template cannot be filled (X-30).
    """
    found = casewords.of(actor, case_ids, today=today)
    families = {c.family for c in found}
    used = {f: formtemplates.in_use(f, kinds.of(f).forms) for f in families}
    vocabularies = {f: casewords.vocabulary(f) for f in families}
    for case in found:
        if numbers:
            case.words["person"] = {**case.words["person"], **numbers}
        keys = _chosen(case.edition, kinds.of(case.family).forms, wanted)
        for key in keys:
            use = used[case.family][key]
            if use.form.is_roll or (len(keys) > 1 and not _applies(use.form, case)):
                continue
            name = f"{use.form.number} {use.form.title}（{case.person}）.docx".strip()
            folder = f"{case.person}-{case.case_id}/"
            yield File(
                name=folder.translate(_UNFIT_IN_NAMES)[:-1] + "/" + name.translate(_UNFIT_IN_NAMES),
                content=_fill(use, case.words, vocabularies[case.family]),
            )


def _applies(form: FormKind, case: CaseWords) -> bool:
    word: Any = case.words
    for part in form.only_if.split(".") if form.only_if else ():
        word = word[part]
    return bool(word)


def _fill(use: InUse, values: dict[str, Any], vocabulary: words.Tree) -> bytes:
    told = words.padded(values, vocabulary, use.form.least)
    try:
        return filling.filled(use.template, told, is_proven=use.is_shipped)
    except filling.Unfillable as error:
        why = f"{use.form.title}：{error}"
        remedy = "请县委组织部恢复系统自带模板"
        raise Refused(Verdict((reason("X-30", 原因=why, remedy=remedy),))) from error


def rolled(
    actor: Actor, case_ids: Sequence[int], key: str, *, year: int | None, today: date
) -> File:
    """Return a roll over those of the cases in which its fact has a date, in that year if one is named.

    :raises UnknownForm: there is no such roll.
    """
    family, form = formtemplates.kind_of(key)
    if not form.is_roll:
        raise formtemplates.UnknownForm(key)
    found = casewords.of(actor, case_ids, today=today)
    listed = [
        case
        for case in found
        if (on := case.facts.get(form.listed_by)) and (year is None or on.year == year)
    ]
    vocabulary = casewords.vocabulary(family)
    values = {
        **words.blank(vocabulary),
        "printed": {"on": words.day(today), "by": actor.name},
        "cases": words.numbered([case.words for case in listed]),
    }
    use = formtemplates.in_use(family, [key])[key]
    name = f"{form.number} {year or ''}{form.title}.docx".translate(_UNFIT_IN_NAMES)
    return File(name=name, content=_fill(use, values, vocabulary))


def selected(actor: Actor, wanted: CaseFilter, *, today: date, most: int) -> list[int]:
    """Return the cases that a list's filter names and that have forms, one more than ``most`` at most.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    families = [one.family for one in kinds.sets()]
    rows = cases.selected(actor, wanted, today=today).filter(family__in=families)
    return list(rows.order_by("id").values_list("pk", flat=True)[: most + 1])


def of_meeting(actor: Actor, meeting_id: int) -> list[int]:
    """Return the cases that a meeting in sight votes on.

    :raises Meeting.DoesNotExist: the meeting is out of sight.
    """
    meeting = sittings.visible(actor).get(pk=meeting_id)
    items = AgendaItem.objects.filter(meeting=meeting, is_current=True)
    return list(items.order_by("case_id").values_list("case_id", flat=True).distinct())


def is_roll(wanted: str) -> bool:
    """Tell whether a choice is a roll over cases."""
    return any(wanted in one.forms and one.forms[wanted].is_roll for one in kinds.sets())


def require_choice(wanted: str) -> None:
    """Pass what :func:`choices` offers.

    :raises UnknownForm: it offers no such thing.
    """
    if wanted not in dict(choices()):
        raise formtemplates.UnknownForm(wanted)


def choices() -> list[tuple[str, str]]:
    """Return what may be printed of many cases: a stage's forms, a roll, one form."""
    found: list[tuple[str, str]] = []
    for one in kinds.sets():
        forms = one.forms.values()
        edition = board.family(one.family).shelf.editions[-1]
        found += [(f"{STAGE}{s.key}", f"整个阶段：{s.title}") for s in edition.stages]
        found += [(f.key, f"名册：{f.number} {f.title}") for f in forms if f.is_roll]
        found += [(f.key, f"{f.number} {f.title}".strip()) for f in forms if not f.is_roll]
    return found
