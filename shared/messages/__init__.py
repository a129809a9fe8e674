"""Commands, actors, envelopes and raw messages: what travels between systems."""
