"""The rules of a clinic's queue: plain Python, standard library only, time is always received."""
