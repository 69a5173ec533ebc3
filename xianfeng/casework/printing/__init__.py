"""Official forms: their sources, how they are drawn as Word templates, checked and filled."""
