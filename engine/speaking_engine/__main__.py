"""`python -m speaking_engine`: the same command line."""

from speaking_engine.doors.cli.main import main

main()
