"""Maps: one map for a notebook, and the national site."""
