"""Which facts do the gates name, and does anybody offer them?"""

import re
from collections.abc import Iterable

from xianfeng.procedure import gates, loader
from xianfeng.procedure.schema import Edition

_FACT = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def named_by(edition: Edition) -> frozenset[str]:
    """Return every fact that the edition's gates and outcomes name; plain words left out."""
    names = set(gates.named_facts(edition.gates))
    for step in edition.steps:
        names |= {step.decided_by, *(outcome.standing_from for outcome in step.outcomes)}
    return frozenset(name for name in names if _FACT.fullmatch(name))


def missing(edition: Edition, offered: Iterable[str]) -> list[str]:
    """Return the named facts that neither a record nor a module offers: such a gate could never pass."""
    return sorted(named_by(edition) - loader.known_names(edition) - frozenset(offered))


def unused(editions: Iterable[Edition], offered: Iterable[str]) -> list[str]:
    """Return the offered facts that no edition names."""
    named: set[str] = set()
    for edition in editions:
        named |= named_by(edition)
    return sorted(frozenset(offered) - named)
