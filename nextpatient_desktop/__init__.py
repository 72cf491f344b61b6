"""NextPatient Desktop: a clinic's queue that works without internet."""

__version__ = "0.1.0"
