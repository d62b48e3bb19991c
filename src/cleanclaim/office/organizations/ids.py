"""The keys of rows: in the order in which they were made, and not to be guessed."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A new key. Later ones are greater, so that an index grows at its end."""
    return uuid7()
