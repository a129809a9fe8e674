"""Les opérateurs au quotidien : leurs référents, et ce que les agents leur demandent."""
