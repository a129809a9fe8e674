"""Les webhooks : abonnés, signés, livrés dans l'ordre, jamais perdus (ADR 0040)."""
