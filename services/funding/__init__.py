"""Financement : le droit de chaque structure labellisée au forfait, selon un barème daté."""
