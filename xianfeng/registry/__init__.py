"""Who exists, where, since when: places, organisations, units, people, standing, calendar."""
