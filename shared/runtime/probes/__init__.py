"""What a process answers over HTTP: is it alive, is it ready, what does it measure (ADR 0018)."""
