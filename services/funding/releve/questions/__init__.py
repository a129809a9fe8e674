"""Ce que l'on peut demander de l'argent : le relevé d'une année, celui d'une structure."""
