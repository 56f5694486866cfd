"""The compile: from a directory of sources and the curated facts to the packaged data."""
