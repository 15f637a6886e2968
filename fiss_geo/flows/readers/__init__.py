"""Readers: each opens one kind of source as a table of text, with where each row came from."""
