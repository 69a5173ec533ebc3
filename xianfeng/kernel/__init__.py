"""Shared values that every module may use: clock, verdict, errors, dates, paths, checks."""
