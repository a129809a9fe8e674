"""What a process lets see of itself: traces, metrics, logs, its progress (ADR 0018)."""
