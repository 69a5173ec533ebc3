"""Pages of trust over HTTP."""
