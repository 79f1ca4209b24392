"""The catalogue of translatable texts, collected from templates and Python."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template import Engine, Node, NodeList, Template
from django.template.base import FilterExpression
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.text import unescape_string_literal

_IN_EXPRESSION = re.compile(r"""_\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""")
# Function of django.utils.translation: positions of context, text and plural.
_FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One text to translate: its Dutch wording, plural and context if any."""

    text: str
    plural: str = ""
    context: str = ""


class NotAConstantError(ValueError):
    """A text is put together at run time, so that nobody can translate it."""


def _literal(expression: object) -> str:
    """Return the text of a constant expression, empty when it is a variable."""
    token = getattr(expression, "token", "")
    return unescape_string_literal(token) if token[:1] in {'"', "'"} else ""


def _of_expression(expression: FilterExpression) -> Iterator[Message]:
    for quoted in _IN_EXPRESSION.findall(expression.token):
        yield Message(unescape_string_literal(quoted).replace("%", "%%"))


def _of_block(node: BlockTranslateNode) -> Iterator[Message]:
    text, _names = node.render_token_list(node.singular)
    plural = node.render_token_list(node.plural)[0] if node.plural else ""
    yield Message(text, plural, _literal(node.message_context))


def _of_translate(node: TranslateNode) -> Iterator[Message]:
    text = _literal(node.filter_expression)
    if text:
        context = _literal(node.message_context)
        yield Message(text.replace("%", "%%"), "", context)


def _parts(thing: object) -> Iterable[object]:
    """Return what a node, a condition or a collection is made of."""
    if isinstance(thing, NodeList | list | tuple):
        return thing
    if isinstance(thing, dict):
        return thing.values()
    if isinstance(thing, Node | TokenBase):
        return [part for name, part in vars(thing).items() if name != "origin"]
    return ()


def _within(thing: object) -> Iterator[Message]:
    if isinstance(thing, FilterExpression):
        yield from _of_expression(thing)
    elif isinstance(thing, BlockTranslateNode):
        yield from _of_block(thing)
    elif isinstance(thing, TranslateNode):
        yield from _of_translate(thing)
    for part in _parts(thing):
        yield from _within(part)


def of_template(source: str) -> set[Message]:
    """Collect the texts of one template.

    Args:
        source: the template as written.

    Returns:
        Every text in `translate`, `blocktranslate` and `_("...")`.
    """
    return set(_within(Template(source, engine=Engine.get_default()).nodelist))


def _names(tree: ast.Module) -> dict[str, str]:
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in _FUNCTIONS
    }


def _argument(call: ast.Call, position: int | None) -> str:
    if position is None or position >= len(call.args):
        return ""
    value = call.args[position]
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    raise NotAConstantError(ast.unparse(call))


def of_python(source: str) -> set[Message]:
    """Collect the texts of one Python module.

    Args:
        source: the module as written.

    Returns:
        Every text given to a function of `django.utils.translation`.

    Raises:
        NotAConstantError: such a text is not a constant.
    """
    tree = ast.parse(source)
    names, found = _names(tree), set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if (function := names.get(node.func.id)) is None:
            continue
        context, text, plural = _FUNCTIONS[function]
        found.add(
            Message(
                _argument(node, text), _argument(node, plural), _argument(node, context)
            )
        )
    return found


def collect(root: Path, packages: Iterable[str]) -> dict[Message, list[str]]:
    """Collect the texts of the whole project.

    Args:
        root: the folder that holds `templates/` and the packages.
        packages: folders with Python, below `root`.

    Returns:
        Each text with the files in which it stands, both in alphabetical order.
    """
    places: dict[Message, list[str]] = {}
    readers = {".html": of_template, ".txt": of_template, ".py": of_python}
    for folder in ("templates", *packages):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in readers or not path.is_file():
                continue
            for message in readers[path.suffix](path.read_text(encoding="utf-8")):
                places.setdefault(message, []).append(str(path.relative_to(root)))
    return dict(sorted(places.items()))
