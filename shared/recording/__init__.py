"""Load, decide, save: aggregates, their store, who acted and who may."""
