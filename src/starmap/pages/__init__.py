"""The catalog as pages: Markdown for a code host, and a static site that works from a folder."""
