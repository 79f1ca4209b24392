"""The tenancy app."""

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


def _give_tables_to_owner(**_kwargs: object) -> None:
    """Let `sohos_owner` own what the migrating role made, so that FORCE holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone() == ("sohos_migrate",):
            # Before its functions: their new owner has to be at home in their schema.
            cursor.execute("ALTER SCHEMA app OWNER TO sohos_owner")
            cursor.execute("REASSIGN OWNED BY sohos_migrate TO sohos_owner")


class TenancyConfig(AppConfig):
    name = "sohos.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        """Hand the tables over after each migration."""
        post_migrate.connect(_give_tables_to_owner, sender=self)
