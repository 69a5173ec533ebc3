"""What people write, without what nobody sees."""

from unicodedata import category

# Letters and signs by name that are drawn as blanks.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


# What Excel and its like take for a formula; the wide forms where the system is Chinese or Japanese.
_FORMULAIC = tuple("=+-@＝＋－＠")
# What is not seen before it: control signs fall out on the way, blanks are trimmed by some programs.
_AHEAD = "".join(map(chr, range(33))) + "\x7f\u00a0\u3000"


def visible(text: str) -> str:
    """Return the text without invisible signs, blanks cut off at both ends.

    Zero-width signs come along with copied text and would make a blank look like a reason.
    """
    return "".join(s for s in text if category(s) != "Cf" and s not in _FILLERS).strip()


def harmless(text: str) -> str:
    """Lead by an apostrophe what a spreadsheet takes for a formula, also once it is saved as CSV and opened again."""
    is_formulaic = text.lstrip(_AHEAD).startswith(_FORMULAIC) or text[:1] in {"\t", "\r", "\n"}
    return f"'{text}" if is_formulaic else text
