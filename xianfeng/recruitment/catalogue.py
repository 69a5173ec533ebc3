"""The editions of member development, read once at start."""

from functools import cache
from importlib import resources

from xianfeng.procedure import loader
from xianfeng.procedure.shelf import Shelf

_RECORDS = "records.toml"


@cache
def shelf() -> Shelf:
    """Return all shipped editions.

    :raises xianfeng.procedure.loader.Unreadable: a document breaks the schema.
    """
    folder = resources.files("xianfeng.recruitment").joinpath("procedures")
    kinds = loader.records(folder.joinpath(_RECORDS).read_text("utf-8"))
    texts = {
        item.name: item.read_text("utf-8")
        for item in folder.iterdir()
        if item.name.endswith(".toml") and item.name != _RECORDS
    }
    rows = loader.documents(texts)
    return Shelf.of(loader.edition(row, kinds) for row in rows.values())
