"""The pages of the variants: compare, write, choose, remove."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from kba.models import Variant
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW, stems
from tests.towns import Town


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def entered(
    stems_: list[str], care: str, name: str = "Sneller thuis"
) -> dict[str, str]:
    use = {"quantity": "1", "probability": "100"}
    found = {f"{stem}-{key}": value for stem in stems_ for key, value in use.items()}
    return {
        **found,
        f"{stems_[0]}-quantity": care,
        f"{stems_[1]}-probability": "5",
        "name": name,
    }


def test_a_variant_goes_all_the_way(almelo: Town) -> None:
    kba = calculating.written(almelo)
    rows = stems(almelo, kba)
    noor = almelo.browser(Role.CASEMANAGER)
    page = reverse("kba-variants", kwargs={"kba_id": kba.pk})
    add = reverse("add-variant", kwargs={"kba_id": kba.pk})
    assert "Nog geen varianten" in noor.get(page).content.decode()
    assert 'value="100"' in noor.get(add).content.decode()
    same = noor.post(add, entered(rows, "100"))
    assert same.status_code == 422
    assert "Verander ten minste één regel" in same.content.decode()
    wrong = noor.post(add, entered(rows, "veel"))
    assert wrong.status_code == 422
    assert 'value="veel"' in wrong.content.decode()
    shown = noor.post(add, entered(rows, "50"), follow=True).content.decode()
    assert "Sneller thuis is in 90% van de trekkingen beter dan het plan" in shown
    assert "<strong>50</strong>" in shown


def test_a_variant_is_written_again_chosen_and_removed(almelo: Town) -> None:
    kba = calculating.written(almelo)
    rows = stems(almelo, kba)
    noor = almelo.browser(Role.CASEMANAGER)
    noor.post(reverse("add-variant", kwargs={"kba_id": kba.pk}), entered(rows, "50"))
    with almelo.acting(Role.CASEMANAGER):
        variant = Variant.objects.get()
    change = reverse("change-variant", kwargs={"variant_id": variant.pk})
    assert 'value="50"' in noor.get(change).content.decode()
    shown = noor.post(change, entered(rows, "300", "Langer"), follow=True)
    assert "Geen variant is naar verwachting beter" in shown.content.decode()
    with almelo.acting(Role.CASEMANAGER):
        variant = Variant.objects.get(ended_at=None)
    kwargs = {"variant_id": variant.pk}
    shown = noor.post(reverse("choose-variant", kwargs=kwargs), follow=True)
    text = shown.content.decode()
    assert "Langer is nu het plan" in text
    assert "Plan tot 16 november 2026" in text
    with almelo.acting(Role.CASEMANAGER):
        old = Variant.objects.get(ended_at=None)
    gone = noor.post(
        reverse("remove-variant", kwargs={"variant_id": old.pk}), follow=True
    )
    assert "Nog geen varianten" in gone.content.decode()


def test_without_rows_there_is_nothing_to_vary(almelo: Town) -> None:
    kba = calculating.started(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    shown = noor.get(reverse("kba-variants", kwargs={"kba_id": kba.pk}))
    assert "Voeg eerst regels toe" in shown.content.decode()


def test_who_may_read_and_who_may_choose(almelo: Town, den_haag: Town) -> None:
    kba = calculating.written(almelo)
    page = reverse("kba-variants", kwargs={"kba_id": kba.pk})
    assert almelo.browser(Role.TEAM_LEAD).get(page).status_code == 200
    assert almelo.browser(Role.INVESTOR).get(page).status_code == 403
    assert den_haag.browser(Role.CASEMANAGER).get(page).status_code == 404
