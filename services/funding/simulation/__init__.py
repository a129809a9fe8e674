"""Ce que les barèmes donneraient, y compris ce qui ne se paie pas encore."""
