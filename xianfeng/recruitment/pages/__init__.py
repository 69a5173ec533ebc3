"""What the pages of recruitment show, one file a subject."""
