"""Flows: what organisations have and want, from files to one table."""
