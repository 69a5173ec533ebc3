"""Sealing the personal numbers of many rows, on a second processor core when there are many.

Encryption, keyed indexes and pinyin take longer than reading and checking a
row, so a worker process does them while the caller reads on.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import NamedTuple

from xianfeng.registry.rules import names
from xianfeng.registry.vocab import PersonalNumber
from xianfeng.trust import cipher

# Below this a worker process costs more than it saves (0.05 s to fork).
WORTH_A_PROCESS = 4_000
TAIL = 4


class Sealed(NamedTuple):
    """The stored forms of one person's numbers, and the keys of the name."""

    id_number: bytes
    id_index: bytes
    id_tail_index: bytes
    phone: bytes
    keys: names.NameKeys


def seal(rows: list[tuple[str, str, str]]) -> list[Sealed]:
    """Seal (name, ID number, phone) triples."""
    id_column, phone_column = PersonalNumber.ID_NUMBER.column, PersonalNumber.PHONE.column
    return [
        Sealed(
            cipher.seal(id_number, column=id_column),
            cipher.blind_index(id_number, purpose="id_number"),
            cipher.blind_index(id_number[-TAIL:], purpose="id_tail"),
            cipher.seal(phone, column=phone_column),
            names.keys(name),
        )
        for name, id_number, phone in rows
    ]


class Later:
    """The result of a sealing that may still be running elsewhere."""

    def __init__(self, rows: list[tuple[str, str, str]], future: Future[list[Sealed]] | None):
        """Keep the rows when they are to be sealed here and now."""
        self._rows, self._future = rows, future

    def result(self) -> list[Sealed]:
        """Return the sealed rows, in order."""
        return self._future.result() if self._future else seal(self._rows)


Sealer = Callable[[list[tuple[str, str, str]]], Later]


@contextmanager
def sealer(rows: int) -> Iterator[Sealer]:
    """Give a function that seals a list, in a worker process if ``rows`` are many.

    The worker is forked with the keys it needs and never touches the database.
    """
    if rows < WORTH_A_PROCESS:
        yield lambda triples: Later(triples, None)
        return
    pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("fork"))
    try:
        yield lambda triples: Later([], pool.submit(seal, triples))
    finally:
        pool.shutdown(cancel_futures=True)
