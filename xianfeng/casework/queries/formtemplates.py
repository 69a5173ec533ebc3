"""The templates in use: the county's own where it has one, else the shipped; and what may stand in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from xianfeng.casework.models import FormTemplate
from xianfeng.casework.printing import drawing, filling, inspecting, kinds, words
from xianfeng.casework.printing.filling import Prepared
from xianfeng.casework.printing.kinds import FormKind
from xianfeng.casework.queries import casewords
from xianfeng.casework.vocab import SIGNER_LABELS
from xianfeng.procedure import board
from xianfeng.trust import access
from xianfeng.trust.queries import evidence
from xianfeng.trust.vocab import Action, Actor

# The words that name personal numbers in a template.
NUMBERS = frozenset({"person.id_number", "person.phone"})


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """One form in a list."""

    key: str
    number: str
    title: str
    note: str
    writer: str
    steps: tuple[str, ...]
    is_own: bool
    is_roll: bool


@dataclass(frozen=True, kw_only=True)
class Past:
    """One template that the county used or uses; ``ended_at`` is empty while it is in use."""

    id: int
    file_name: str
    note: str
    by: str
    begun_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class FormDesk:
    """One form as its page shows it."""

    form: FormRow
    past: tuple[Past, ...]
    used: tuple[tuple[str, str], ...]
    known: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, kw_only=True)
class InUse:
    """A form with the template that fills it; ``is_shipped`` ones are proven."""

    form: FormKind
    template: Prepared
    is_shipped: bool


class UnknownForm(FormTemplate.DoesNotExist):
    """There is no form of that key."""


def kind_of(key: str) -> tuple[str, FormKind]:
    """Return a form and the family that it belongs to.

    :raises UnknownForm: there is none of that key.
    """
    for one in kinds.sets():
        if key in one.forms:
            return one.family, one.forms[key]
    raise UnknownForm(key)


def catalogue(actor: Actor) -> tuple[FormRow, ...]:
    """Return every form that there is, in the order of the handbook."""
    access.require(actor, Action.VIEW_CASES)
    own = set(_in_use().values_list("family", "form"))
    return tuple(
        row(one.family, form, is_own=(one.family, form.key) in own)
        for one in kinds.sets()
        for form in one.forms.values()
    )


def row(family: str, form: FormKind, *, is_own: bool) -> FormRow:
    """Describe a form, with the steps of the newest edition that it belongs to."""
    edition = board.family(family).shelf.editions[-1]
    makers = [edition.maker_of(record) for record in form.records]
    return FormRow(
        key=form.key,
        number=form.number,
        title=form.title,
        note=form.note,
        writer=SIGNER_LABELS.get(form.writer, form.writer),
        steps=tuple(f"{step.number}. {step.title}" for step in makers if step),
        is_own=is_own,
        is_roll=form.is_roll,
    )


def one(actor: Actor, key: str) -> FormDesk:
    """Return a form with the words of its template and the templates that it had.

    :raises UnknownForm: there is none of that key.
    """
    access.require(actor, Action.VIEW_CASES)
    family, form = kind_of(key)
    past = list(FormTemplate.objects.filter(family=family, form=key).order_by("-id"))
    vocabulary = casewords.vocabulary(family)
    meanings = dict(words.leaves(vocabulary))
    named = inspecting.named(content(family, form))
    own = bool(past and past[0].ended_at is None)
    return FormDesk(
        form=row(family, form, is_own=own),
        past=tuple(_past(template) for template in past),
        used=tuple((name, meanings[name]) for name in meanings if name in named),
        known=_known(vocabulary),
    )


def _past(template: FormTemplate) -> Past:
    return Past(
        id=template.pk,
        file_name=template.file_name,
        note=template.note,
        by=template.actor_name,
        begun_at=template.begun_at,
        ended_at=template.ended_at,
    )


def _known(vocabulary: words.Tree) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the words by their first part; rows over cases repeat all others and are left out."""
    return tuple(
        (word, tuple(words.leaves({word: tree})))
        for word, tree in vocabulary.items()
        if word not in {"cases", "previous"}
    )


def _in_use() -> Any:
    return FormTemplate.objects.filter(ended_at__isnull=True)


def content(family: str, form: FormKind) -> bytes:
    """Return the Word file that fills the form now."""
    own = _in_use().filter(family=family, form=form.key).select_related("file").first()
    return stored(own.file.sha256) if own else shipped(form)


def past_content(actor: Actor, key: str, template_id: int) -> tuple[str, bytes]:
    """Return a template that the county used once, with its name.

    :raises FormTemplate.DoesNotExist: the form had no such template.
    """
    access.require(actor, Action.VIEW_CASES)
    family, _form = kind_of(key)
    rows = FormTemplate.objects.select_related("file")
    found = rows.get(pk=template_id, family=family, form=key)
    return found.file_name, stored(found.file.sha256)


def in_use(family: str, keys: Iterable[str]) -> dict[str, InUse]:
    """Return the templates of these forms, ready to be filled: one query for all of them."""
    forms = kinds.of(family).forms
    wanted = [key for key in keys if key in forms]
    own = owned(family)
    return {
        key: InUse(
            form=forms[key],
            template=_kept(own[key]) if key in own else _shipped(forms[key]),
            is_shipped=key not in own,
        )
        for key in wanted
    }


def owned(family: str) -> dict[str, str]:
    """Return the digests of the county's own templates in use, by form."""
    rows = _in_use().filter(family=family)
    return dict(rows.values_list("form", "file__sha256"))


def names_numbers(form: FormKind, own: str | None) -> bool:
    """Tell whether the template in use, the county's own by its digest, has a personal number on it."""
    names = inspecting.named(stored(own)) if own else form.names
    return bool(NUMBERS & names)


def stored(sha256: str) -> bytes:
    """Return a kept file's content."""
    return evidence.open_file(sha256).path.read_bytes()


@lru_cache(maxsize=256)
def _kept(sha256: str) -> Prepared:
    return filling.prepared(stored(sha256))


@lru_cache(maxsize=256)
def shipped(form: FormKind) -> bytes:
    """Draw the shipped template of a form; drawn once."""
    return drawing.drawn(form)


@lru_cache(maxsize=256)
def _shipped(form: FormKind) -> Prepared:
    return filling.prepared(shipped(form))
