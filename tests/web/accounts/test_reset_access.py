import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command

from sohos.audit.models import Line
from tests.towns import Town
from tests.web.accounts.people import PASSWORD, visitor


def reset(email: str) -> None:
    call_command("reset_access", email, url="https://sohos.example", verbosity=0)


def test_somebody_who_lost_everything_begins_anew(
    own_database: str, almelo: Town
) -> None:
    noor = visitor(almelo)
    noor.logs_in()
    assert noor.is_inside()
    reset(noor.user.email.upper())
    assert not noor.is_inside(), "every session ends"
    assert noor.gives(PASSWORD).status_code == 422
    assert not Authenticator.objects.filter(user=noor.user).exists()
    link = re.search(r"https://sohos\.example(/account/\S+)", str(mail.outbox[-1].body))
    assert link
    page = noor.client.get(link[1], follow=True)
    assert "Wachtwoord kiezen" in page.content.decode()
    assert Line.objects.get(action="access.reset").subject == f"user:{noor.user.pk}"


def test_unknown_address_is_refused(almelo: Town) -> None:
    with pytest.raises(CommandError, match="nobody"):
        reset("niemand@almelo.example")
