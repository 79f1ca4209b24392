"""`manage.py reset_access`: let somebody back in who lost every second factor."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sohos.accounts import services
from sohos.core.errors import NotFoundError


class Command(BaseCommand):
    """Takes password and second factors away and mails a link to begin anew."""

    help = "Reset the access of somebody whose identity you have checked yourself."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of the user and of the site."""
        parser.add_argument("email")
        parser.add_argument("--url", required=True, help="address of the site")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Reset, or say that nobody has the address."""
        try:
            services.reset_access(
                email=options["email"], base_url=options["url"], now=timezone.now()
            )
        except NotFoundError as error:
            raise CommandError(f"nobody has the address {options['email']}") from error
        self.stdout.write(f"a link is mailed to {options['email']}\n")
