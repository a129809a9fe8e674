"""Personal data: the fields concerned, their encryption, one key per person (ADR 0014)."""
