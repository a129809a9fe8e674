"""The HTTP probes of a process: alive, ready, measures (ADR 0018)."""
