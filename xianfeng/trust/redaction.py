"""Keeps personal numbers out of logs, and out of what leaves the house."""

import logging
import re

_NUMBER = re.compile(r"(?<!\d)(\d{6}(?:19|20)\d{9}[\dXx]|\d{15}|1\d{10})(?!\d)")


class RedactingFilter(logging.Filter):
    """Masks whatever looks like an ID number or a mobile number in a log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line and its traceback; never drop it."""
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = record.exc_text and masked(record.exc_text)
        record.stack_info = record.stack_info and masked(record.stack_info)
        message = record.getMessage()
        hidden = masked(message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True


def masked(text: str, *, kept: frozenset[str] = frozenset()) -> str:
    """Hide whatever looks like an ID number or a mobile number.

    :param kept: numbers known to be nobody's, such as a form's of fifteen figures.
    """
    return _NUMBER.sub(lambda found: found[0] if found[0] in kept else "［已隐去］", text)
