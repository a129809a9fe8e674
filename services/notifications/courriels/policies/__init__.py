"""Quand un fait arrive, qui prévenir ; quand l'heure vient, quel courriel retenter."""
