"""`python -m speaking_engine`: the same command line."""

from speaking_engine.service.cli import main

main()
