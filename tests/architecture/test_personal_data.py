import csv
from pathlib import Path

from django.apps import apps

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "personal-data"
KINDS = {"none", "personal", "special", "pseudonym", "content"}
SUBJECTS = {"household", "professional", "none"}


def rows() -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(newline="") as lines:
            found += csv.DictReader(lines)
    return found


def test_every_field_of_every_model_is_classified_once() -> None:
    fields = sorted(
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
    )
    assert sorted(f"{row['model']}.{row['field']}" for row in rows()) == fields


def test_every_classification_is_complete() -> None:
    for row in rows():
        assert row["kind"] in KINDS, row
        assert row["subject"] in SUBJECTS, row
        assert row["reason"], row
        assert row["kind"] == "none" or row["retention"], row
