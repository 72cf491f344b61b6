"""The clinic's day: opening, rolling, ending, and what it amounted to."""
