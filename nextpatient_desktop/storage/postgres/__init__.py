"""The clinic's data in a PostgreSQL database, behind any number of hosts.

The repositories and their statements are those of SQLite (`storage.sql`); here are the connection, the
transactions, how watchers hear of commits, and the contents of documents. It imports psycopg, so nobody
imports it but for a clinic whose URL begins with `postgresql`.
"""
