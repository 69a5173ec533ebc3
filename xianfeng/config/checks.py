"""System checks: the house does not start with a gate that rests on a fact nobody offers."""

from typing import Any

from django.core.checks import CheckMessage, Error, Info

from xianfeng.casework.vocab import OF_EVERY_CASE as OF_EVERY_CASE
from xianfeng.procedure import board, offers, variants


def facts_are_offered(**_given: Any) -> list[CheckMessage]:
    """Name every gate's fact without a source (error), every source without a gate (information)."""
    found: list[CheckMessage] = []
    for family in board.families():
        offered = OF_EVERY_CASE | family.sources.keys()
        for edition in family.shipped.editions:
            found += [
                Error(f"{edition.id}: no module offers the fact {name}", id="xianfeng.E001")
                for name in offers.missing(edition, offered)
            ]
        found += [
            Info(f"{family.key}: no edition uses the fact {name}", id="xianfeng.I001")
            for name in offers.unused(family.shipped.editions, family.sources)
        ]
    return found


def variants_only_tighten(**_given: Any) -> list[CheckMessage]:
    """Refuse to start with a county edition that drops or loosens what is national (check D-00)."""
    found: list[CheckMessage] = []
    for family in board.families():
        editions = family.shipped.editions
        for variant in (edition for edition in editions if edition.follows):
            for national in (e for e in editions if e.family == variant.follows):
                found += [
                    Error(f"{variant.id} / {national.id}: {problem.message}", id="xianfeng.E002")
                    for problem in variants.problems(variant, national)
                ]
    return found


def effects_are_heard(**_given: Any) -> list[CheckMessage]:
    """Refuse to start with a record whose effect no module carries out."""
    return [
        Error(f"{edition.id}: nobody hears the effect {word}", id="xianfeng.E003")
        for family in board.families()
        for edition in family.shipped.editions
        for word in offers.unheard(edition, family.effects)
    ]
