"""Le pilotage : listes de travail, consolidation, couverture, plans face au réel, dossiers."""
