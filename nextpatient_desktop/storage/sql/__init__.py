"""Every statement that is run all day, as SQLAlchemy Core: portable, and checked against the tables.

SQLAlchemy costs a start a third of a second and 25 MB, so stations run the texts that were compiled from
these definitions beforehand (`resources/statements.json`, written by `python -m tools.statements`). They
import this package only for a text that is missing there.
"""
