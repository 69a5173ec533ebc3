"""Materialised paths of the organisation tree.

A path is four characters of 0-9A-Z a level. A subtree is a range of paths;
the upper bound is filled with Z, which is right under every collation, where
"last character + 1" is not.
"""

WIDTH = 4
DEPTH = 12
LENGTH = WIDTH * DEPTH
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def segment(number: int) -> str:
    """Write the n-th child's four characters.

    :raises ValueError: a parent cannot have so many children.
    """
    if not 0 <= number < 36**WIDTH:
        raise ValueError(f"no path segment for child {number}")
    out = ""
    for _ in range(WIDTH):
        number, rest = divmod(number, 36)
        out = _DIGITS[rest] + out
    return out


def number(path: str) -> int:
    """Read the last segment back as a number."""
    return int(path[-WIDTH:], 36)


def upper(path: str) -> str:
    """Return the greatest path in the subtree of ``path``; the lower bound is the path itself."""
    return path.ljust(LENGTH, "Z")


def contains(ancestor: str, path: str) -> bool:
    """Tell whether ``path`` lies in the subtree of ``ancestor``, itself included."""
    return path.startswith(ancestor)


def parent(path: str) -> str:
    """Return the path one level up; empty above the root."""
    return path[:-WIDTH]


def ancestors(path: str) -> tuple[str, ...]:
    """Return the paths from the root down to ``path`` itself."""
    return tuple(path[:end] for end in range(WIDTH, len(path) + 1, WIDTH))


def level(path: str) -> int:
    """Return the depth, the root being 1."""
    return len(path) // WIDTH
