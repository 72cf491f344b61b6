"""The clinic's data on disk: an encrypted SQLite database, its one writer, its watchers, its backups."""
