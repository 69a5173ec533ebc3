"""What people write, without what nobody sees."""

from unicodedata import category

# Letters and signs by name that are drawn as blanks.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


# What Excel and its like take for a formula.
_FORMULAIC = ("=", "+", "-", "@", "\t", "\r")


def visible(text: str) -> str:
    """Return the text without invisible signs, blanks cut off at both ends.

    Zero-width signs come along with copied text and would make a blank look like a reason.
    """
    return "".join(s for s in text if category(s) != "Cf" and s not in _FILLERS).strip()


def harmless(text: str) -> str:
    """Lead by an apostrophe what a spreadsheet takes for a formula, also once it is saved as CSV and opened again."""
    return f"'{text}" if text.startswith(_FORMULAIC) else text
