"""The virtual printer's window: its paper, and switches for everything that can be wrong with it."""
