"""Ce que le financement apprend des labels, et ce que chaque aide en fait."""
