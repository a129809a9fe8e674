"""L'aide aux bus : une fonction par demande, et par fait appris d'une structure."""
