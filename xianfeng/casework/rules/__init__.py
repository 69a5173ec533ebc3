"""Decisions of casework as pure functions: typed values, facts, judgement, duties."""
