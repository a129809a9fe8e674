"""Notifications : dire par courriel aux parties ce qui se passe, une fois et une seule."""
