"""Keeps personal numbers out of logs."""

import logging
import re

_NUMBER = re.compile(r"(?<!\d)(\d{6}(?:19|20)\d{9}[\dXx]|\d{15}|1\d{10})(?!\d)")


class RedactingFilter(logging.Filter):
    """Masks whatever looks like an ID number or a mobile number in a log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line; never drop it."""
        message = record.getMessage()
        masked = _NUMBER.sub("［已隐去］", message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True
