"""Ce que l'on peut demander des labels : combien, à quelle date, tels que sus à quel instant."""
