"""The tables of a station's own database, as the steps that lead to them.

A file's `user_version` says how many of the steps it has taken. A step that was released never changes: what
changes the tables is a further step, also where another part of the program keeps something of its own here.
"""

from typing import Final

_OFFLINE: Final = """
CREATE TABLE remembered (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE answers (
    command BLOB PRIMARY KEY,
    payload BLOB NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX answers_at ON answers (at);

CREATE TABLE numbers (
    day INTEGER NOT NULL,
    letter TEXT NOT NULL,
    series TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (day, letter, series)
) WITHOUT ROWID;

CREATE TABLE batches (
    command BLOB PRIMARY KEY,
    message TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE given (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    token BLOB NOT NULL UNIQUE,
    command BLOB NOT NULL,
    series TEXT NOT NULL,
    department BLOB NOT NULL,
    day INTEGER NOT NULL,
    value TEXT NOT NULL,
    contact_at INTEGER,
    is_cancelled INTEGER NOT NULL DEFAULT 0,
    batch BLOB REFERENCES batches (command),
    was_cancelled INTEGER NOT NULL DEFAULT 0,
    is_put_off INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX given_batch ON given (batch);
"""
"""What a kiosk gives while it is cut off. `place` is the order in which it gave; a row goes when it is handed
over. `was_cancelled` is whether its batch told that it was given up. Instants are ms, days ordinals."""

_PRINTING: Final = """
CREATE TABLE print_jobs (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    job BLOB NOT NULL UNIQUE,
    value TEXT NOT NULL,
    content TEXT NOT NULL,
    is_sending INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE print_reports (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    command BLOB NOT NULL UNIQUE,
    message TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    is_put_off INTEGER NOT NULL DEFAULT 0
);
"""
"""The station's print queue: open jobs with what they print, and what came of jobs until the clinic knows.
A row goes when its job is final or its report is taken. Instants are ms."""

STEPS: Final = (_OFFLINE, _PRINTING)
