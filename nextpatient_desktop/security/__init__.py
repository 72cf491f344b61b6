"""What keeps a clinic's doors: the slow hashing of passwords."""
