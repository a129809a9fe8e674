"""Financement : le droit de chaque structure labellisée au forfait de fonctionnement, selon un barème daté."""
