"""County = schema: the only place that opens a cursor or names a schema.

Today one county lives in one database; what several counties need later is
kept behind these functions (``docs/adr/0003``).
"""
