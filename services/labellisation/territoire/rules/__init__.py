"""Le programme et les opérateurs, datés."""
