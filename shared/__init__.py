"""Technique that every service shares. No business rule lives here."""
