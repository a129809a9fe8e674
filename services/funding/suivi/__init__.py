"""Ce que le financement sait des labels : porteurs, dates, suspensions, fin."""
