"""Generated data; ``starmap compile`` writes it and nobody edits it."""
