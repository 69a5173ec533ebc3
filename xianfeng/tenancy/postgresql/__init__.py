"""Django's PostgreSQL backend with foreign keys checked at once."""
