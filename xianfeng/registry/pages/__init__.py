"""Values that the templates show of the registry."""
