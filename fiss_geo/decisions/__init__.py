"""Answers made from a ranking: across regions, of a park, the best use of all, whom to ask."""
