"""The print queue of a station: what was asked for, what came of it, and telling the clinic. No Qt."""
