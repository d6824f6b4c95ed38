"""`python -m zhtw_clean` is `zhtw-clean`."""

from zhtw_clean.cli import main

if __name__ == "__main__":
    main()
