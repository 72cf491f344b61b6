"""The waiting room's screen: who is called where, who is served, who is next. Codes only, never a name."""
