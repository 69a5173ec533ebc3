"""Words for the ledger's events and details, told by each module through the composition root."""

from collections.abc import Mapping

from xianfeng.trust.vocab import DETAIL_LABELS, EVENT_LABELS, PLACE_LABELS

_events: dict[str, str] = dict(EVENT_LABELS)
_details: dict[str, str] = dict(DETAIL_LABELS)


def install(*, events: Mapping[str, str], details: Mapping[str, str]) -> None:
    """Add a module's words."""
    _events.update(events)
    _details.update(details)


def event(code: str) -> str:
    """Return an event in words, or its code where nobody told any."""
    return _events.get(code, code)


def detail(name: str) -> str:
    """Return a detail's name in words, or the name itself."""
    return _details.get(name, name)


def place(code: str) -> str:
    """Name a subject or chain by its kind and number, such as 账号4; a code nobody knows stays itself."""
    kind, _, number = code.partition(":")
    label = PLACE_LABELS.get(kind)
    return f"{label}{number}" if label else code


def code_of(words: str) -> str:
    """Return the code of an event given in words; a code stays itself."""
    return next((code for code, label in _events.items() if label == words), words)
