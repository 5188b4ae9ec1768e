"""`python -m gradviz`: the same as the command `gradviz`."""

from gradviz.cli.main import main

main()
