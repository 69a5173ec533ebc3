"""Sealing the personal numbers of many rows, on a second processor core when there are many.

Encryption, keyed indexes and pinyin take longer than reading and checking a
row, so a worker process does them while the caller reads on.
"""

import marshal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import NamedTuple

from xianfeng.registry.rules import names
from xianfeng.registry.vocab import PersonalNumber
from xianfeng.trust import cipher

# Below this a worker process costs more than it saves; 5,000 rows are about 500 kB.
WORTH_A_PROCESS_BYTES = 500_000
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


def _seal_packed(rows: list[tuple[str, str, str]]) -> bytes:
    # Plain tuples in marshal's form cross between processes three times as fast as pickled objects.
    return marshal.dumps([(*s[:4], *_plain(s.keys)) for s in seal(rows)])


def _plain(keys: names.NameKeys) -> tuple[object, ...]:
    return keys.sort_key, keys.pinyin, keys.initials, keys.given_name, keys.other_readings


def _unpacked(packed: bytes) -> list[Sealed]:
    return [Sealed._make((*row[:4], names.NameKeys(*row[4:]))) for row in marshal.loads(packed)]


class Later:
    """The result of a sealing that may still be running elsewhere."""

    def __init__(self, rows: list[tuple[str, str, str]], future: Future[bytes] | None):
        """Keep the rows when they are to be sealed here and now."""
        self._rows, self._future = rows, future

    def result(self) -> list[Sealed]:
        """Return the sealed rows, in order."""
        return _unpacked(self._future.result()) if self._future else seal(self._rows)


Sealer = Callable[[list[tuple[str, str, str]]], Later]


@contextmanager
def sealer(size: int) -> Iterator[Sealer]:
    """Give a function that seals a list, in a worker process if the file of ``size`` bytes is big.

    The worker is forked with the keys it needs and never touches the database;
    enter before the sheet is read, so that the worker does not carry it.
    """
    if size < WORTH_A_PROCESS_BYTES:
        yield lambda triples: Later(triples, None)
        return
    pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("fork"))
    pool.submit(_seal_packed, [])
    try:
        yield lambda triples: Later([], pool.submit(_seal_packed, triples))
    finally:
        pool.shutdown(cancel_futures=True)
