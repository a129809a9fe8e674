"""Load, decide, save: aggregates, their store, provenance and authorisations."""
