"""Printouts: what stations asked their printers for and what came of it, and how those printers are."""
