"""Dated rules: loading, periods, faults reported in French (ADR 0010)."""
