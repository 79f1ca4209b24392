"""What keeps SOHOS from starting, told to the person at the keyboard."""


class EmbeddedError(Exception):
    """The start cannot go on; the text says why and what to do."""
