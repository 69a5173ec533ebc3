"""Examining files of the past: the public face of :mod:`rules.examining`."""

from xianfeng.casework.rules.examining import Found, Scheme, examine

__all__ = ["Found", "Scheme", "examine"]
