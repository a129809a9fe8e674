"""Benchmarks: our services, beside their servers alone, measured in the same minute."""
