"""The errors that people can cause, as opposed to faults in the program."""

from typing import ClassVar


class DomainError(Exception):
    """A rule refuses what was asked.

    `code` is stable: templates turn it into a sentence that says what to do. The
    arguments name the offending value or field, never personal data.
    """

    code: ClassVar[str] = "refused"


class ConflictError(DomainError):
    """Somebody else changed it in the meantime; the web answers 409."""

    code = "conflict"


class NotAllowedError(Exception):
    """The actor lacks the permission; the web answers 403."""


class NotFoundError(Exception):
    """No such thing for this actor, whether or not it exists; the web answers 404."""
