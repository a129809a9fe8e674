"""Le suivi : histoire d'une structure, comptes, territoire, qualité, preuves."""
