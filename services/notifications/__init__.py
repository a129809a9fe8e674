"""Notifications : dire par courriel aux parties ce qui vient de se passer, une fois et une seule."""
