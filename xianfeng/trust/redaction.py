"""Keeps personal numbers out of logs."""

import logging
import re

_NUMBER = re.compile(r"(?<!\d)(\d{6}(?:19|20)\d{9}[\dXx]|\d{15}|1\d{10})(?!\d)")


class RedactingFilter(logging.Filter):
    """Masks whatever looks like an ID number or a mobile number in a log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line and its traceback; never drop it."""
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = record.exc_text and _masked(record.exc_text)
        record.stack_info = record.stack_info and _masked(record.stack_info)
        message = record.getMessage()
        masked = _masked(message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True


def _masked(text: str) -> str:
    return _NUMBER.sub("［已隐去］", text)
