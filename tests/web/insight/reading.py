"""The dashboard and its export, as somebody reads them."""

import csv
import io

from django.test import Client
from django.urls import reverse


def page(client: Client, **chosen: int) -> str:
    """Return the dashboard."""
    answer = client.get(reverse("dashboard"), chosen)
    assert answer.status_code == 200
    return answer.content.decode()


def sheet(client: Client, **chosen: int) -> list[list[str]]:
    """Return the rows of the export."""
    answer = client.get(reverse("dashboard-export"), chosen)
    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))
