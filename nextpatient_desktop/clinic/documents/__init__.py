"""Documents: what is attached to a visit."""
