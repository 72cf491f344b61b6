"""Papers: what stands on a ticket that is printed again, a visit's summary and the day's closing slip."""
