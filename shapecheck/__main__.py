"""`python -m shapecheck`."""

import os
import sys

if sys.path and not sys.flags.safe_path and sys.path[0] in ("", os.getcwd()):
    # `-m` puts the working directory first: a file of the user's that is called as a module of Python's, `string.py`,
    # would be imported, and run, in its place
    del sys.path[0]

from shapecheck.cli import main

if __name__ == "__main__":
    main()
