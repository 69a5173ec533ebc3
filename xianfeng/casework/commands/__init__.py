"""Writes of casework."""
