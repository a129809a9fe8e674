"""Le fil des faits : le passé, par curseur, puis ce qui fut dit depuis (ADR 0037)."""
