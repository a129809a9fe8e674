"""The observability of a process: traces, metrics, logs, heartbeat (ADR 0018)."""
