from typing import Final

INTEGER_ID: Final = "[1-9][0-9]*"
"""An id in a path, written in the one way that ``Location`` has it: what is kept is found by its URL, so that
``0007`` must not be another way to row 7."""
