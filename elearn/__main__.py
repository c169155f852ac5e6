"""``python -m elearn`` is the ``elearn`` command."""

from elearn.cli import main

main()
