"""Which candidates to try out, read from the address."""

from django.http import QueryDict

from xianfeng.ui import numbers

MOST = 200


def chosen(asked: QueryDict) -> frozenset[int]:
    """Return the ids of the candidates that are ticked; what is no id is left out."""
    ids = (numbers.whole(text) for text in asked.getlist("person")[:MOST])
    return frozenset(key for key in ids if key is not None)
