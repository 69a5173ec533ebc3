"""What the form that opens a matter knows already: nothing is typed twice."""

from dataclasses import dataclass

from xianfeng.casework.queries import attestations
from xianfeng.kernel import checks, paths
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.models import Breach
from xianfeng.recruitment.queries import examined, samples
from xianfeng.recruitment.rules import accountability
from xianfeng.recruitment.vocab.accountability import InquirySource
from xianfeng.registry.queries import naming, organisations
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Where a matter comes from and what is known of it."""

    source: InquirySource
    organisations: tuple[tuple[int, str], ...]
    posts: tuple[str, ...]
    matter: str = ""
    rule: str = ""
    clause: str = ""
    person: str = ""
    case_id: int | None = None
    drawn_file_id: int | None = None


def by_hand(actor: Actor) -> Opening:
    """Return an empty opening with the organisations below the actor's own."""
    below = [
        (choice.id, choice.name)
        for choice in organisations.choices(actor)
        if choice.depth >= _own_depth(actor)
    ]
    _triggers, posts = catalogue.accountability()
    return Opening(source=InquirySource.HAND, organisations=tuple(below), posts=posts)


def _own_depth(actor: Actor) -> int:
    return min((paths.level(root) or 1 for root in actor.roots(Action.OPEN_INQUIRY)), default=1)


def of_case(actor: Actor, case_id: int, *, rule: str = "") -> Opening:
    """Return an opening about a case.

    :raises Case.DoesNotExist: it is out of sight.
    """
    told = attestations.of(actor, case_id)
    return _about(
        actor, told.org_path, rule, source=InquirySource.CASE, case_id=case_id, person=told.person
    )


def of_drawn_file(actor: Actor, drawn_file_id: int, *, rule: str = "") -> Opening:
    """Return an opening about a drawn file; its examiner's words are what was found.

    :raises DrawnFile.DoesNotExist: it is out of sight.
    """
    file = samples.visible_files(actor).select_related("case__person").get(pk=drawn_file_id)
    return _about(
        actor,
        file.org_path,
        rule,
        source=InquirySource.SAMPLE,
        matter="" if rule else file.words,
        case_id=file.case_id,
        drawn_file_id=file.pk,
        person=file.case.person.name,
    )


def of_breach(actor: Actor, breach_id: int) -> Opening:
    """Return an opening about what an examination found.

    :raises Breach.DoesNotExist: it is out of sight.
    """
    seen = Breach.objects.filter(examination__in=examined.visible(actor))
    breach = seen.get(pk=breach_id)
    return _about(
        actor,
        breach.org_path,
        breach.rule,
        source=InquirySource.EXAMINATION,
        matter=f"{breach.person_name}：{breach.message}。{breach.fact}"[:400],
        case_id=breach.case_id,
        person=breach.person_name,
    )


def _about(
    actor: Actor,
    path: str,
    rule: str,
    *,
    source: InquirySource,
    matter: str = "",
    person: str = "",
    case_id: int | None = None,
    drawn_file_id: int | None = None,
) -> Opening:
    triggers, posts = catalogue.accountability()
    proposed = accountability.proposals(triggers, {rule})
    known = checks.catalogue().get(rule)
    if not matter and known:
        matter = f"{person}：{known.worded()}"
    first = proposed[0].trigger.posts if proposed else ()
    return Opening(
        source=source,
        organisations=_answering(actor, path),
        posts=(*first, *(post for post in posts if post not in first)),
        matter=matter,
        rule=rule if known else "",
        clause=proposed[0].trigger.clause if proposed else "",
        person=person,
        case_id=case_id,
        drawn_file_id=drawn_file_id,
    )


def _answering(actor: Actor, path: str) -> tuple[tuple[int, str], ...]:
    """Return who can answer for a file: its branch and those above it, below the actor's own place."""
    roots = actor.roots(Action.OPEN_INQUIRY)
    above = [
        place
        for place in paths.ancestors(path)
        if any(paths.contains(root, place) and place != root for root in roots)
        and paths.level(place) > 1
    ]
    names = naming.named(above)
    return tuple(
        (names[place].id, names[place].name) for place in reversed(above) if place in names
    )
