"""The messages between systems: commands, actors, deadlines, envelopes and raw messages."""
