"""A synthetic county, told through public commands."""
