"""``python -m starmap.cli`` is the ``starmap`` command."""

from starmap.cli.app import main

main()
