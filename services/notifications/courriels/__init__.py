"""Les courriels : qui est prévenu de quel fait, en quels termes, et ce qu'il en est advenu."""
