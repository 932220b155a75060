"""`python -m shapecheck`."""

from shapecheck.cli import main

if __name__ == "__main__":
    main()
