"""Les droits d'un label, accordés avec ce que l'on sait de lui, et ce qui s'en demande."""
