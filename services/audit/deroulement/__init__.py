"""Le déroulement d'un audit : équipe, visite, phase contradictoire (domaine.md C.3)."""
