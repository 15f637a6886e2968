"""Logistics: road distance and transport emissions between offers and needs."""
