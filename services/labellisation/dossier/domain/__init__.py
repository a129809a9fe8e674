"""Le dossier : son état, ses faits, la table de ses transitions, ses premières décisions."""
