"""Views of the portal; the only ones beside sign-in that need no account."""
