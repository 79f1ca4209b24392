"""Reads: files and their terms, what is kept of a person, and the register."""

from sohos.rights.selectors.access import (
    AccessFile,
    Member,
    access_file_of,
    members_of,
)
from sohos.rights.selectors.files import (
    CaseFile,
    FileRetention,
    file_by_code,
    file_of,
    hold_of,
    holds_for,
    retention_for,
)
from sohos.rights.selectors.personal_data import field_notes

__all__ = [
    "AccessFile",
    "CaseFile",
    "FileRetention",
    "Member",
    "access_file_of",
    "field_notes",
    "file_by_code",
    "file_of",
    "hold_of",
    "holds_for",
    "members_of",
    "retention_for",
]
