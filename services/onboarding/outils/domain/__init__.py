"""L'activité saisie ou reprise, et le Bureau de l'agent."""
