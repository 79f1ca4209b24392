"""The secrets of one machine: drawn once, kept beside the data that need them."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """What nobody types: passwords of the database roles, keys of Django."""

    superuser_password: str
    migrate_password: str
    app_password: str
    secret_key: str
    encryption_key: str


def draw() -> Keys:
    """Draw new keys from the operating system's source of randomness."""
    return Keys(
        superuser_password=secrets.token_hex(24),
        migrate_password=secrets.token_hex(24),
        app_password=secrets.token_hex(24),
        secret_key=secrets.token_urlsafe(48),
        encryption_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    )


def kept_in(path: Path) -> Keys:
    """Return the keys kept in `path`, drawing them the first time."""
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(unfinished, flags, 0o600), "w") as file:
            json.dump(asdict(draw()), file, indent=2)
        unfinished.replace(path)
    return Keys(**json.loads(path.read_text()))
