"""Views of recruitment."""
