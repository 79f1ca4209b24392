"""The invented municipalities of a grown demo, and how large each of them becomes."""

from itertools import pairwise, product

from sohos.demo.people import ALMELO, DEN_HAAG, DemoMunicipality

MOST = 340
HOUSEHOLDS_PER_MUNICIPALITY = 100
FIRST_NUMBER = 2000
PROGRAMME = "Multiproblematiek-aanpak"
# The largest of 340 then has a tenth of all households and the median a thousandth.
_SKEW = 0.85
_RANK_OF_ALMELO = 40
_TREES = (
    *("Vlier", "Meidoorn", "Wolfs", "Otter", "Dassen", "Egel", "Hazel", "Spreeuw"),
    *("Leeuwerik", "Kievits", "Snoek", "Karper", "Iepen", "Esdoorn", "Lis", "Dotter"),
    *("Klaver", "Boekweit", "Haver", "Gerst", "Vlas", "Hop", "Salie", "Steur"),
    *("Mispel", "Wilgen"),
)
_PLACES = (
    *("dam", "veen", "drecht", "hoven", "beek", "wolde", "kerke", "broek", "horst"),
    *("burg", "wijk", "oord", "mark"),
)
_FIRST = (
    *("Aafke", "Bilal", "Cato", "Dirk", "Esma", "Floris", "Griet", "Hamza", "Ilse"),
    *("Jurre", "Karima", "Lieke", "Milan", "Nadia", "Okke", "Puck", "Quinten"),
    *("Roos", "Soraya", "Teun", "Ursula", "Vera", "Wessel", "Xander", "Yara", "Zeno"),
)
_LAST = (
    *("van Akker", "Bosgra", "Çelik", "Drost", "Eikelboom", "Feenstra", "de Groot"),
    *("Haddou", "Ingelse", "Jonker", "Kuipers", "Lammers", "Mertens", "Nieuwland"),
    *("Oosting", "Peeters", "Raaijmakers", "Sietsma", "Talsma", "Uitham", "Veerman"),
    *("Wiersma", "van IJssel", "Zijlstra"),
)


def municipalities(households: int) -> list[tuple[DemoMunicipality, int]]:
    """Divide households over municipalities, the largest first.

    Args:
        households: how many there are to divide.

    Returns:
        Each municipality with its share; the same number always gives the same
        division, and the shares add up to it.
    """
    count = min(MOST, max(2, households // HOUSEHOLDS_PER_MUNICIPALITY))
    names = [f"{tree}{place}" for place, tree in product(_PLACES, _TREES)]
    towns = [
        DemoMunicipality(
            FIRST_NUMBER + i, name, name.lower(), "standaard", PROGRAMME, 0
        )
        for i, name in enumerate(names[: count - 2])
    ]
    towns.insert(1, DEN_HAAG)
    towns.insert(_RANK_OF_ALMELO, ALMELO)
    return list(zip(towns, _shares(households, count), strict=True))


def person_name(town: DemoMunicipality, number: int) -> str:
    """Return the name of the `number`th invented colleague of a municipality."""
    place = town.id * 7 + number
    return f"{_FIRST[place % len(_FIRST)]} {_LAST[place * 5 % len(_LAST)]}"


def household_name(number: int) -> str:
    """Return the invented surname of the `number`th household of a municipality."""
    tree = _TREES[number * 7 % len(_TREES)]
    return f"{tree}{_PLACES[number // len(_TREES) % len(_PLACES)]}er"


def _shares(households: int, count: int) -> list[int]:
    weights = [(rank + 1) ** -_SKEW for rank in range(count)]
    marks, passed = [0], 0.0
    for weight in weights:
        passed += weight
        marks.append(round(households * passed / sum(weights)))
    return [after - before for before, after in pairwise(marks)]
