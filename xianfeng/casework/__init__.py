"""The file of every procedure: case, signatures, papers, lateness, to-do."""
