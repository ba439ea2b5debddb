"""`python -m services.cli` is `lingpao`."""

from . import main

main()
