"""La conduite d'un audit : équipe, visite, constats, contradictoire, conclusion (C.3)."""
