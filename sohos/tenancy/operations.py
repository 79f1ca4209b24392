"""Migration operations of the walls: tables to which rows can only be added."""

from typing import Any

from django.db.migrations.operations.base import Operation

_APPEND_ONLY = (
    (
        "CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION app.refuse_change()"
    ),
    (
        "CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change()"
    ),
    "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM sohos_app",
)


class AppendOnly(Operation):
    """Let nobody change or delete the rows of a model: privileges and triggers."""

    reduces_to_sql = True
    reversible = False

    def __init__(self, model_name: str) -> None:
        """Name the model, as in CreateModel of the same migration."""
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the state of the models as it is."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Add the triggers, and take the privileges away."""
        model = to_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        for line in _APPEND_ONLY:
            schema_editor.execute(line.format(table=table))

    def describe(self) -> str:
        """Say what the operation does."""
        return f"Make {self.model_name} append-only"
