"""The types of what comes from outside: the same bounds in a message, a table and an option.

What one of them accepts can be stored by PostgreSQL and SQLite, projected, and told by an e-mail, a
document or a screen (ADR 0028). The fields of commands and of contracts have no other type.
"""
