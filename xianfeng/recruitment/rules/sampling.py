"""Drawing a sample of files 抽查: the same seed and population always give the same files.

The order is that of a digest over seed and file, so it depends on no library's
random numbers and anybody can draw it again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many of each stratum: a number, or a share in per cent rounded up; never both."""

    number: int = 0
    percent: int = 0

    def of(self, population: int) -> int:
        """Return how many are drawn from so many: at least one, never more than there are."""
        wanted = self.number or -(-population * self.percent // 100)
        return min(max(wanted, 1), population)


def draw(
    strata: Mapping[str, Sequence[int]], *, seed: str, size: Size
) -> dict[str, tuple[int, ...]]:
    """Draw files from every stratum, none twice, and return them in ascending order.

    :param strata: file numbers by committee; an empty stratum gives nothing.
    """
    return {
        key: tuple(
            sorted(sorted(set(files), key=lambda f: _place(seed, f))[: size.of(len(set(files)))])
        )
        for key, files in sorted(strata.items())
        if files
    }


def _place(seed: str, file: int) -> bytes:
    return hashlib.sha256(f"{seed}:{file}".encode()).digest()


def population_digest(strata: Mapping[str, Sequence[int]]) -> str:
    """Return the SHA-256 over who was in the urn, by stratum; order and repetition do not matter."""
    lines = (
        f"{key}:{','.join(str(file) for file in sorted(set(files)))}"
        for key, files in sorted(strata.items())
        if files
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
