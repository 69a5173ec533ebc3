"""Composition root: settings, root addresses, wiring, the command line."""
