"""Pages over HTTP of the registry."""
