"""Les missions d'audit : qui les compose, leur programme, et l'équipe de chaque audit (A-002)."""
