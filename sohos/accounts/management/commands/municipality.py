"""`manage.py municipality`: let a municipality begin, with its first administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sohos.accounts import services
from sohos.core.errors import DomainError


class Command(BaseCommand):
    """Stores a municipality; everybody else is invited by its administrator."""

    help = "Add a municipality and invite its first functional administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the municipality, the administrator and the address of the site."""
        parser.add_argument("code", help="CBS code, such as GM0141")
        parser.add_argument("name", help="name of the municipality")
        parser.add_argument("--admin-name", required=True)
        parser.add_argument("--admin-email", required=True)
        parser.add_argument(
            "--url", required=True, help="address of the site, for the invitation"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Store it, and say who was invited."""
        digits = options["code"].upper().removeprefix("GM")
        if not digits.isdecimal():
            raise CommandError("give the CBS code, such as GM0141")
        try:
            services.begin_municipality(
                municipality_id=int(digits),
                name=options["name"],
                admin_name=options["admin_name"],
                admin_email=options["admin_email"],
                base_url=options["url"],
                now=timezone.now(),
            )
        except DomainError as error:
            raise CommandError(f"{options['code']}: {error.code}") from error
        self.stdout.write(f"{options['admin_email']} is invited\n")
