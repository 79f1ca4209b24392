"""Texts that were hashed, said again with other ids: stages, plans and versions."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kba.domain import document
from plans.domain import content

_DOORBRAAK = re.compile(r'"doorbraak:(\d+)"')
_ROW_NAME = re.compile(r'"r(\d+)(?=[."])')


class StageText(NamedTuple):
    """A frozen stage that was said again."""

    content: str
    sha256: str
    input_sha256: str
    result: Mapping[str, Any]


def stage(
    told: str,
    *,
    lines: Mapping[int, int],
    doorbraken: Mapping[int, int],
    code: str,
    previous_sha256: str | None,
) -> StageText:
    """Say a frozen stage again; every amount in it stays what it is.

    Args:
        told: its canonical text.
        lines: from the ids of its cost lines to those of the new ones.
        doorbraken: the same for the doorbraken from which they follow.
        code: the code of the new case.
        previous_sha256: the hash of the stage before it, as that was said again.

    Returns:
        The new text, as freezing the new case would have written it.
    """
    text = _ROW_NAME.sub(lambda name: f'"r{lines[int(name[1])]}', told)
    text = _DOORBRAAK.sub(lambda name: f'"doorbraak:{doorbraken[int(name[1])]}"', text)
    says = json.loads(text)
    says["input"]["subject"]["code"] = code
    says["input_sha256"] = hashlib.sha256(document.canonical(says["input"])).hexdigest()
    says["previous_sha256"] = previous_sha256
    sealed = document.canonical(says)
    return StageText(
        sealed.decode(),
        hashlib.sha256(sealed).hexdigest(),
        says["input_sha256"],
        says["result"],
    )


def plan(
    told: Mapping[str, Any],
    *,
    code: str,
    domains: Mapping[int, int],
    knelpunten: Mapping[int, int],
    doorbraken: Mapping[int, int],
    prognosis: tuple[int, str] | None,
) -> dict[str, Any]:
    """Say a plan again.

    Args:
        told: the plan as its canonical text holds it.
        code: the code of the new case.
        domains: from the ids of its life domains to those of the new ones.
        knelpunten: the same for its knelpunten.
        doorbraken: the same for its doorbraken.
        prognosis: id and hash of the new prognosis, when the plan has one.
    """
    says = {
        **told,
        "case_code": code,
        "knelpunten": [
            {**row, "id": knelpunten[row["id"]]} for row in told["knelpunten"]
        ],
        "doorbraken": [
            {
                **row,
                "id": doorbraken[row["id"]],
                "overcomes": [knelpunten[one] for one in row["overcomes"]],
            }
            for row in told["doorbraken"]
        ],
    }
    if "domains" in told:
        says["domains"] = [{**row, "id": domains[row["id"]]} for row in told["domains"]]
    if prognosis is not None:
        stage_id, sha256 = prognosis
        says["prognosis"] = {
            **told["prognosis"],
            "stage_id": stage_id,
            "sha256": sha256,
        }
    return says


def plan_hash(says: Mapping[str, Any]) -> str:
    """Return the hash that a household signs."""
    return content.sha256(content.canonical(says))


def doorbraak_hash(says: Mapping[str, Any], doorbraak_id: int) -> str:
    """Return the hash that a jurist judges."""
    (doorbraak,) = (row for row in says["doorbraken"] if row["id"] == doorbraak_id)
    overcome = [
        row for row in says["knelpunten"] if row["id"] in doorbraak["overcomes"]
    ]
    judged = {"doorbraak": doorbraak, "knelpunten": overcome}
    return content.sha256(content.canonical(judged))


def version(
    told: str,
    *,
    says: Mapping[str, Any],
    doorbraken: Mapping[int, int],
    person: Callable[[int], int],
    signers: Mapping[str, str],
) -> str:
    """Say an adopted version again, as one text.

    Args:
        told: its canonical text.
        says: the plan, said again.
        doorbraken: from the ids of its doorbraken to those of the new ones.
        person: from a user who took part to the colleague who does so now.
        signers: the name under each signature, by party.
    """
    before = json.loads(told)
    change = before["change"]
    return content.canonical(
        {
            **before,
            "change": change and {**change, "by": person(change["by"])},
            "plan": says,
            "plan_sha256": plan_hash(says),
            "adopted_by": person(before["adopted_by"]),
            "legal_checks": [
                {
                    **row,
                    "by": person(row["by"]),
                    "doorbraak": doorbraken[row["doorbraak"]],
                    "subject_sha256": doorbraak_hash(
                        says, doorbraken[row["doorbraak"]]
                    ),
                }
                for row in before["legal_checks"]
            ],
            "sign_offs": [
                {
                    **row,
                    "recorded_by": person(row["recorded_by"]),
                    "signer": signers[row["party"]],
                }
                for row in before["sign_offs"]
            ],
        }
    )
