"""Readers of a service's own log: relay, projections, effects, journal."""
