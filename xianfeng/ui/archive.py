"""An archive as a stream: one file after another, so that memory holds one of them."""

import io
import zipfile
from collections.abc import Iterable, Iterator


class Drain(io.RawIOBase):
    """Takes what the archive writes and gives it out once."""

    def __init__(self) -> None:
        """Begin empty."""
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        """Accept writes; the archive then never seeks."""
        return True

    def write(self, part: bytes) -> int:  # type: ignore[override]
        """Keep a part."""
        self.parts.append(bytes(part))
        return len(part)

    def take(self) -> bytes:
        """Give out what has come in since the last time."""
        out = b"".join(self.parts)
        self.parts.clear()
        return out


def stream(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield the bytes of an archive of these files, stored as they are; a name taken twice is numbered."""
    drain, taken = Drain(), set[str]()
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_STORED) as parts:
        for name, content in files:
            parts.writestr(_free(name, taken), content)
            yield drain.take()
    yield drain.take()


def _free(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{stem}-{number}{dot}{ending}"
    taken.add(free)
    return free
