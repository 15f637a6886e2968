"""Geocoding: street addresses to points, by an online service that a user names."""
