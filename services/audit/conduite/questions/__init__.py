"""Ce que l'on peut demander des audits."""
