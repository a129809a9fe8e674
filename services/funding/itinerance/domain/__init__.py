"""L'enveloppe d'un programme, et les bus qui s'y inscrivent."""
