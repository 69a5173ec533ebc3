"""Where the modules meet: navigation entries and the sources of named facts."""
