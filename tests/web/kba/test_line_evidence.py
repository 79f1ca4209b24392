"""Documents of the case beside a row: linked and taken away on a page of their own."""

from django.urls import reverse

from kba.models import LineEvidence
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.test_link_evidence import PHOTO, paper
from tests.towns import Town


def test_documents_are_linked_and_taken_away(almelo: Town, den_haag: Town) -> None:
    kba = calculating.started(almelo)
    line_id = calculating.add(almelo, kba)
    address = reverse("line-evidence", kwargs={"line_id": line_id})
    noor = almelo.browser(Role.CASEMANAGER)
    assert "Er zijn nog geen documenten" in noor.get(address).content.decode()
    decision = paper(almelo, kba.case_id)
    paper(almelo, kba.case_id, PHOTO)
    assert noor.post(address, {}).status_code == 422
    done = noor.post(address, {"documents": [str(decision.pk)]}, follow=True)
    page = done.content.decode()
    assert "De documenten horen nu bij deze regel." in page
    assert "SHA-256" in page
    assert "foto.png" in page
    with almelo.acting(Role.CASEMANAGER):
        (link,) = LineEvidence.objects.all()
    grid = noor.get(reverse("edit-lines", kwargs={"kba_id": kba.pk})).content.decode()
    assert "Documenten die dit bewijzen (1)" in grid
    unlink = reverse("unlink-evidence", kwargs={"line_id": line_id})
    for town, role, status in (
        (almelo, Role.TEAM_LEAD, 403),
        (den_haag, Role.CASEMANAGER, 404),
    ):
        assert town.browser(role).post(unlink).status_code == status
        assert town.browser(role).get(address).status_code == status
    page = noor.post(unlink, {"link": str(link.pk)}, follow=True).content.decode()
    assert "Het document hoort niet meer bij deze regel." in page
