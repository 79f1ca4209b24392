"""The schema editor: keys that cannot cross tenants, and a wall round each table."""

from typing import Any

from django.db import models
from django.db.backends.ddl_references import Statement
from django.db.backends.postgresql import schema

TENANT_COLUMN = "municipality_id"

_WALL = (
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    (
        "CREATE POLICY tenant_wall ON {table} AS RESTRICTIVE"
        " USING (municipality_id = app.tenant())"
        " WITH CHECK (municipality_id = app.tenant())"
    ),
    (
        "CREATE POLICY app_rows ON {table} TO sohos_app, sohos_owner"
        " USING (true) WITH CHECK (true)"
    ),
)


def has_tenant(model: type[models.Model]) -> bool:
    """Tell whether the rows of a model belong to a municipality."""
    return any(
        field.column == TENANT_COLUMN and not field.null
        for field in model._meta.local_concrete_fields
    )


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Adds the municipality to foreign keys and the wall to new tables."""

    sql_create_column_inline_fk = None  # type: ignore[assignment]

    def create_model(self, model: type[models.Model]) -> None:
        """Create the table and, when its rows have a tenant, its wall."""
        super().create_model(model)
        if has_tenant(model):
            self._build_wall(model)

    def add_field(self, model: type[models.Model], field: Any) -> None:
        """Add the column and, when it is the one that names the tenant, the wall."""
        super().add_field(model, field)
        if field.column == TENANT_COLUMN and not field.null:
            self._build_wall(model)

    def _build_wall(self, model: type[models.Model]) -> None:
        table = self.quote_name(model._meta.db_table)
        self.deferred_sql.extend(line.format(table=table) for line in _WALL)

    def _create_fk_sql(
        self, model: type[models.Model], field: Any, suffix: str
    ) -> Statement:
        statement: Statement = super()._create_fk_sql(model, field, suffix)  # type: ignore[misc]
        if self._crosses_inside_tenant(model, field):
            quoted = self.quote_name(TENANT_COLUMN)
            for part in ("column", "to_column"):
                columns = statement.parts[part]
                statement.parts[part] = f"{quoted}, {columns}"  # type: ignore[assignment]
        return statement

    def _constraint_names(
        self,
        model: type[models.Model],
        column_names: list[str] | None = None,
        **kinds: Any,
    ) -> list[str]:
        names: list[str] = super()._constraint_names(  # type: ignore[misc]
            model, column_names, **kinds
        )
        if kinds.get("foreign_key") and column_names and not names:
            both = [TENANT_COLUMN, *column_names]
            names = super()._constraint_names(model, both, **kinds)  # type: ignore[misc]
        return names

    @staticmethod
    def _crosses_inside_tenant(model: type[models.Model], field: Any) -> bool:
        target = field.remote_field.model
        return (
            field.column != TENANT_COLUMN and has_tenant(model) and has_tenant(target)
        )
