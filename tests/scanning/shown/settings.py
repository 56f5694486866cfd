"""A small program's settings, as docs/scanning.md shows them."""

DEFAULT_MODEL = "text-davinci-003"
FALLBACKS = {"fast": "claude-2.1", "old": "gpt-4-32k"}  # starmap: ignore, kept to price old bills
ROUTES = ["anthropic/claude-2.1", "openai/gpt-4-32k-0314"]
