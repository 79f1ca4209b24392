"""Somebody at the door: with a password, with an app, in a browser of their own."""

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpResponseBase
from django.test import Client

from sohos.audit.models import Line
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role
from tests.towns import Town

PASSWORD = "vier paarden voor een kar"  # noqa: S105
SECRET = base64.b32encode(b"twintig bytes geheim").decode()


def code_at(moment: float, secret: str = SECRET) -> str:
    """Compute the code that an app shows, from RFC 6238 itself."""
    counter = struct.pack(">Q", int(moment) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


@dataclass
class Visitor:
    """A user with a browser that is not logged in yet."""

    user: User
    client: Client

    def gives(
        self,
        password: str = PASSWORD,
        *,
        host: str = "testserver",
        ip: str = "10.0.0.1",
    ) -> HttpResponseBase:
        """Fill in the login form."""
        return self.client.post(
            "/login/",
            {"login": self.user.email, "password": password},
            HTTP_HOST=host,
            REMOTE_ADDR=ip,
        )

    def types(self, code: str) -> HttpResponseBase:
        """Fill in a code as the second factor."""
        return self.client.post("/account/second-factor/", {"code": code})

    def logs_in(self) -> None:
        """Go through the door with both factors."""
        self.gives()
        answer = self.types(code_at(time.time()))
        assert answer.headers.get("Location") == "/", answer.status_code

    def is_inside(self) -> bool:
        """Tell whether a page behind the door opens."""
        return self.client.get("/municipality/").status_code == 200


def visitor(
    town: Town, role: Role = Role.CASEMANAGER, *, has_app: bool = True
) -> Visitor:
    """Let somebody with a role stand at the door."""
    user = User.objects.get(pk=town.actor(role).user_id)
    user.set_password(PASSWORD)
    user.save()
    if has_app:
        TOTP.activate(user, SECRET)
        RecoveryCodes.activate(user)
    return Visitor(user, Client())


def door_lines(user: User | None = None) -> list[str]:
    """List what happened at the door before anybody had a municipality."""
    lines = Line.objects.filter(municipality__isnull=True).order_by("pk")
    if user is not None:
        lines = lines.filter(subject=f"user:{user.pk}")
    return [line.action for line in lines]
