"""The library's recorders, with one round trip per insert, and reads of many streams."""
