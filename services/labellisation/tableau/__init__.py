"""Le tableau de remontée d'un préfet, ou une liste publiée : des lignes, une structure chacune."""
