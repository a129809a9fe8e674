"""Published questions over HTTP, read-only: tokens, rates, problems, answers (ADR 0036)."""
