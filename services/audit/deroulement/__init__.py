"""Le déroulement d'un audit : équipe, visite, phase contradictoire (domain.md C.3)."""
