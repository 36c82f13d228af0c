"""An index on a PostgreSQL server with pgvector, in a schema of its own; the only part that knows psycopg.

The tables are those of the embedded catalog, by the same names, and what goes through rows of them is the same code.
What is its own: connections (`connecting`), tables (`tables`), how a statement is said (`statements`), vectors and
words where they are searched (`snapshot`, `words`), and what is committed (`writer`).
"""

from __future__ import annotations

from briefbot.store.postgres.store import PostgresStore

__all__ = ["PostgresStore"]
