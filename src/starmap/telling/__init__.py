"""What there is to say of an entry, in words: worked out here, printed by the command line and the pages."""
