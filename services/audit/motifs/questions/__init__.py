"""Ce que l'on peut demander des motifs : leur compte, leur graphique."""
