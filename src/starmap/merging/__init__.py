"""From many sources' claims to one catalog: who is meant, whose word counts, and what cannot be."""
