"""Departments: the queues that patients join."""
