"""Les missions d'audit : des équipes, leur composition, et les audits de leur programme."""
