"""Regions: which municipality, region and eco-industrial park a flow is in."""
