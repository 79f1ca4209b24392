"""How easy a text reads, and what would help: shown, never enforced (rule P19)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from plans.domain.plain_words import PLAIN_WORDS

LONG_SENTENCE = 12


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[^\W_]+(?:[.,:'\u2019/-][^\W_]+)*")
_STOP = re.compile(r"(?<![.!?\u2026])[.!?\u2026]++[\"'\u2019\u201d)\]]*+(?=\s|$)|\n+")
_CLAUSE_END = re.compile(r"[,;:()\u2013\u2014]|\s-\s")
_ABBREVIATIONS = _words(
    "a.u.b aug bijv blz b.v bv ca chr dec dhr d.m.v d.w.z dr drs e.a e.d enz etc evt"
    " excl feb i.p.v i.v.m incl ing ir jan jl k.k l.s m.b.t m.i.v m.n m.u.v mevr mej"
    " mr mw nl nov nr n.v.t o.a o.b.v okt o.l.v p.m p.p.p.d prof resp s.v.p sept st"
    " t.a.v tel t.b.v t.o.v v.a v.d vgl v.m zgn z.o.z art"
)
_NEAR = 20
_BECOME = _words("word wordt worden werd werden")
_BE = _words("ben bent is zijn was waren")
_SEPARABLE = (
    "aan|achter|af|bij|binnen|dicht|door|goed|in|klaar|los|mee|mis|na|om|onder|op|open"
    "|over|plaats|samen|stil|stop|tegen|terug|toe|tussen|uit|vast|vol|voor|vrij|waar"
    "|weg|weer"
)
_PARTICIPLE = re.compile(
    rf"(?:{_SEPARABLE})?ge\w{{2,}}(?:d|t|en)"
    rf"|(?:{_SEPARABLE})?(?:be|er|her|ont|ver)\w{{2,}}[^aeiou\W](?:d|t)"
)
_STRONG = _words(
    "aanbevolen bedrogen begrepen behouden bekeken beschreven besloten besproken"
    " bevolen bewezen bezeten doorverwezen gedaan herzien misbruikt onderbroken"
    " ondernomen onderschreven onderzocht ontbonden onthouden ontnomen ontslagen"
    " ontvangen ontzien overdreven overgedaan verboden verbroken vergeten vergeven"
    " verholpen verkozen verkregen verlaten verloren vernomen verwezen verworven"
    " verzonden voldaan voorzien weggedaan"
)
_NOT_PASSIVE = _words(
    # Done by somebody himself: "is gegaan".
    "gebleken gebeurd gebleven gedaald gegaan gegroeid gekomen geboren gelukt gescheiden"
    " geslaagd gesprongen gestegen gestopt gestorven getrouwd gevallen gevlucht geweest"
    " geworden geëindigd meegegaan aangekomen teruggekomen thuisgekomen uitgekomen"
    " opgegroeid verdwenen verhuisd vertrokken verschenen veranderd begonnen ontstaan"
    " ontsnapt mislukt verslaafd"
    # Not a participle at all.
    " bekend bereid bericht beroemd besluit bestand bezit gebied gebouwen gedachten"
    " gedicht geduld geheugen gelegen geleden geliefd gelijktijdig geluid gemeend"
    " gemeenten gemiddeld gemoed genoeg gerecht geschikt gesprekken getalenteerd"
    " getallen gevecht gewend geweld gewicht gewoonten gezicht gezinnen gezond"
    " ingewikkeld ongezond overeind verband verdriet verkeerd verstand vertrouwd"
    " verwant verwend bewust onbewust bevoegd beperkt gebrekkig ontevreden tevreden"
    " verdrietig verlegen verschillend verplicht"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text: from `start` up to, not including, `end`, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its number of words."""

    span: Span
    words: int

    @property
    def is_long(self) -> bool:
        """Tell whether it has more than `LONG_SENTENCE` words."""
        return self.words > LONG_SENTENCE


@dataclass(frozen=True, slots=True)
class PassiveHint:
    """Probably a passive: who does it? Both verbs, in the order of the text."""

    first: Span
    second: Span


@dataclass(frozen=True, slots=True)
class HardWord:
    """A difficult word or expression, and what people say at home."""

    span: Span
    text: str
    plainer: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a text, each list in the order of the text."""

    all_sentences: tuple[Sentence, ...]
    passives: tuple[PassiveHint, ...]
    hard_words: tuple[HardWord, ...]

    @property
    def sentences(self) -> int:
        """Return the number of sentences."""
        return len(self.all_sentences)

    @property
    def words(self) -> int:
        """Return the number of words."""
        return sum(sentence.words for sentence in self.all_sentences)

    @property
    def longest(self) -> int:
        """Return the number of words of the longest sentence."""
        return max((sentence.words for sentence in self.all_sentences), default=0)

    @property
    def long_sentences(self) -> int:
        """Return the number of sentences of more than `LONG_SENTENCE` words."""
        return sum(sentence.is_long for sentence in self.all_sentences)

    @property
    def is_easy(self) -> bool:
        """Tell whether no sentence is long."""
        return self.long_sentences == 0


def read(text: str) -> Reading:
    """Look for long sentences, passives and difficult words in Dutch text.

    Args:
        text: plain text; a line break ends a sentence as well.

    Returns:
        What was found, with its place in characters of `text`. Passives and words are
        hints that may be wrong.
    """
    words = list(_WORD.finditer(text))
    groups = list(_sentences(text, words))
    return Reading(
        all_sentences=tuple(
            Sentence(Span(group[0].start(), end), len(group)) for group, end in groups
        ),
        passives=tuple(
            hint
            for group, _ in groups
            for clause in _clauses(text, group)
            for hint in _passives(clause)
        ),
        hard_words=tuple(_hard_words(text, words)),
    )


def _sentences(
    text: str, words: list[re.Match[str]]
) -> Iterator[tuple[list[re.Match[str]], int]]:
    """Group the words by sentence, each with the end of its sentence."""
    group: list[re.Match[str]] = []
    for word, after in zip_longest(words, words[1:]):
        group.append(word)
        limit = after.start() if after else len(text)
        stop = _STOP.search(text, word.end(), limit)
        if stop is None or (after and _goes_on(text, word, stop, after)):
            continue
        yield group, stop.end() - (stop.group().startswith("\n") and len(stop.group()))
        group = []
    if group:
        yield group, group[-1].end()


def _goes_on(
    text: str, word: re.Match[str], stop: re.Match[str], after: re.Match[str]
) -> bool:
    """Tell whether a single full stop belongs to its word, as in `bijv.` or `3.`."""
    if stop.group() != "." or "\n" in text[stop.start() : after.start()]:
        return False
    lower = word.group().lower()
    if lower in _ABBREVIATIONS or (len(lower) == 1 and lower.isalpha()):
        return True
    return after.group()[0].islower() and lower.isdigit()


def _clauses(text: str, sentence: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    clause = sentence[:1]
    for before, word in pairwise(sentence):
        if _CLAUSE_END.search(text, before.end(), word.start()):
            yield clause
            clause = []
        clause.append(word)
    yield clause


def _passives(clause: list[re.Match[str]]) -> Iterator[PassiveHint]:
    done = {at for at, word in enumerate(clause) if _is_participle(word.group())}
    for at, word in enumerate(clause):
        lower = word.group().lower()
        if not done or (lower not in _BECOME and lower not in _BE):
            continue
        near = done.intersection(range(at - _NEAR, at + _NEAR + 1))
        if near:
            other = min(near, key=lambda one: (abs(one - at), one))
            done.remove(other)
            first, second = clause[min(at, other)], clause[max(at, other)]
            yield PassiveHint(Span(*first.span()), Span(*second.span()))


def _is_participle(word: str) -> bool:
    lower = word.lower()
    if lower in _NOT_PASSIVE:
        return False
    return lower in _STRONG or bool(_PARTICIPLE.fullmatch(lower))


def _index() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return all expressions by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for forms, plainer in PLAIN_WORDS.items():
        for form in forms.split("|"):
            words = tuple(form.split())
            found.setdefault(words[0], []).append((words, plainer))
    for expressions in found.values():
        expressions.sort(key=lambda one: -len(one[0]))
    return found


_EXPRESSIONS = _index()


def _hard_words(text: str, words: list[re.Match[str]]) -> Iterator[HardWord]:
    lower = [word.group().lower() for word in words]
    at = 0
    while at < len(words):
        size = 1
        for expression, plainer in _EXPRESSIONS.get(lower[at], ()):
            end = at + len(expression)
            if tuple(lower[at:end]) == expression:
                span = Span(words[at].start(), words[end - 1].end())
                yield HardWord(span, text[span.start : span.end], plainer)
                size = len(expression)
                break
        at += size
