"""The one engine for every procedure: steps, gates and deadlines as data, judged by pure functions."""
