"""Code shared by the services: published contracts, technical packages, opening hours."""
