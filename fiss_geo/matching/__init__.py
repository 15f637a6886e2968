"""Matching: which offer could meet which need, and why."""
