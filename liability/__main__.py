"""`python -m liability`."""

from liability.cli import main

main()
