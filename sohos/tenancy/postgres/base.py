"""The database back end: binds the tenant when a transaction begins."""

from django.db.backends.postgresql import base

from sohos.tenancy import context
from sohos.tenancy.postgres.schema import SchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL that knows in which municipality a transaction works."""

    SchemaEditorClass = SchemaEditor

    def bind(self, binding: context.Binding) -> None:
        """Tell PostgreSQL the tenant and the user, until this transaction ends."""
        municipality, user = (
            "" if value is None else str(value)
            for value in (binding.municipality_id, binding.user_id)
        )
        self.connection.execute(
            "SELECT set_config('app.tenant', %s, true),"
            " set_config('app.user', %s, true)",
            (municipality, user),
        )

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        binding = context.current()
        if not autocommit and binding is not None:
            self.bind(binding)
