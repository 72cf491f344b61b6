"""Patients: who they are and what was done for them."""
