"""Les imports : tableaux de préfets, listes publiées, géographie."""
