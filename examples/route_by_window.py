"""Pick, among the models that an application may use, those that can take a request."""

from starmap import Model, Offering, catalog

ALLOWED = ("openai/gpt-4o", "anthropic/claude-haiku-4-5-20251001", "google/gemini-2.5-flash")


def takes(entry: Model | Offering, tokens: int, *needs: str) -> bool:
    """Whether the entry is known to hold the prompt and to support all that is needed."""
    window = entry.context_window
    return window is not None and tokens <= window and entry.supports(*needs) is True


def main() -> None:
    """Print which of the allowed models take a prompt of 150,000 tokens with tools."""
    for ref in ALLOWED:
        entry = catalog.get(ref)
        print(f"{entry.id}: {'takes it' if takes(entry, 150_000, 'tools') else 'no'}")


if __name__ == "__main__":
    main()
