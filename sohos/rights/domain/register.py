"""The processing register of AVG article 30, from what every field holds (rule B12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

PERSONAL = frozenset({"personal", "special", "content", "pseudonym"})


@dataclass(frozen=True, slots=True)
class FieldNote:
    """What one field of the database holds."""

    model: str
    field: str
    kind: str
    subject: str
    retention: str
    reason: str

    @property
    def app(self) -> str:
        """The app to which the field belongs."""
        return self.model.split(".", 1)[0]

    @property
    def is_personal(self) -> bool:
        """Tell whether it says anything of a person."""
        return self.kind in PERSONAL


@dataclass(frozen=True, slots=True)
class Processing:
    """One processing in the register, counted from its fields."""

    app: str
    subjects: tuple[str, ...]
    kinds: Mapping[str, int]
    retentions: tuple[str, ...]
    fields: tuple[FieldNote, ...]

    @property
    def has_special(self) -> bool:
        """Tell whether it holds special categories of data (article 9)."""
        return bool(self.kinds.get("special"))


def processings_of(notes: Iterable[FieldNote]) -> list[Processing]:
    """Gather the personal fields of each app, in order of app."""
    by_app: dict[str, list[FieldNote]] = {}
    for note in notes:
        if note.is_personal:
            by_app.setdefault(note.app, []).append(note)
    return [_processing(app, fields) for app, fields in sorted(by_app.items())]


def _processing(app: str, fields: Sequence[FieldNote]) -> Processing:
    kinds: dict[str, int] = {}
    for note in fields:
        kinds[note.kind] = kinds.get(note.kind, 0) + 1
    return Processing(
        app=app,
        subjects=tuple(sorted({note.subject for note in fields} - {"none"})),
        kinds=kinds,
        retentions=tuple(sorted({note.retention for note in fields} - {""})),
        fields=tuple(fields),
    )
