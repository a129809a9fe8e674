"""What other systems may ask: published questions, their rights, their answers (ADR 0036)."""
