"""Where facts come from: an adapter each, with a pure ``parse``, and one ``fetch`` for live addresses."""
