"""Ce que l'on peut demander pour piloter : par rôle, par département, par structure."""
