"""The ``starmap`` command: the catalog in a terminal."""
