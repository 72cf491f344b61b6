"""The journal: what happened, when, by whom."""
