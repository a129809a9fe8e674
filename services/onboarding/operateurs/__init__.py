"""Les opérateurs au quotidien : leurs référents, et les demandes des agents."""
