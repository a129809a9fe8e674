"""Les outils des agents : le suivi de l'activité, le Bureau de l'agent."""
