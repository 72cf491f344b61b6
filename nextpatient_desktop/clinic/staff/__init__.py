"""Staff: who signs in, and who can take patients now."""
