"""Writes of trust."""
