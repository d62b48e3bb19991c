"""`python -m cleanclaim` is the command `cleanclaim`."""

from cleanclaim.cli.main import main

if __name__ == "__main__":
    main()
