"""Orders of candidates: what they go by, the Pareto front, and why a row stands there."""
