"""Tables of recruitment."""
