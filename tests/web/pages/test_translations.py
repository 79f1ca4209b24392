"""The catalogue of texts."""

import pytest
from django.core.management import call_command
from django.template import Context, Template
from django.utils import translation

from sohos.pages import catalogue
from sohos.pages.catalogue import Message, NotAConstantError


def test_every_text_is_in_english() -> None:
    call_command("translations", "--check")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "Huishoudens" %}', Message("Huishoudens")),
        ('{% translate "Zo\'n 5%" as x %}', Message("Zo'n 5%%")),
        ('{% translate "Mei" context "maand" %}', Message("Mei", "", "maand")),
        ('{% load sohos %}{% badge _("Klaar") %}', Message("Klaar")),
        ('{{ name|default:_("onbekend") }}', Message("onbekend")),
        ('{% if name == _("geen") %}x{% endif %}', Message("geen")),
        ('{% include "x.html" with title=_("Titel") %}', Message("Titel")),
        (
            "{% blocktranslate trimmed %}\n {{ name }},\n dag\n{% endblocktranslate %}",
            Message("%(name)s, dag"),
        ),
        (
            "{% blocktranslate count n=n %}een{% plural %}{{ n }}{% endblocktranslate %}",
            Message("een", "%(n)s"),
        ),
        (
            '{% load sohos %}{% card "x" %}{% translate "Diep" %}{% endcard %}',
            Message("Diep"),
        ),
    ],
)
def test_texts_are_found_in_templates(source: str, expected: Message) -> None:
    assert catalogue.of_template("{% load i18n %}" + source) == {expected}


def test_texts_are_found_in_python_under_any_name() -> None:
    source = (
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        "a = _('een ' 'twee')\n"
        "b = ngettext('%(n)s jaar', '%(n)s jaren', n)\n"
        "c = pgettext('plan', 'Afgewezen')\n"
        "d = other('niet')\n"
    )
    assert catalogue.of_python(source) == {
        Message("een twee"),
        Message("%(n)s jaar", "%(n)s jaren"),
        Message("Afgewezen", "", "plan"),
    }


def test_text_put_together_at_run_time_is_refused() -> None:
    source = "from django.utils.translation import gettext as _\n_(f'Dag {name}')\n"
    with pytest.raises(NotAConstantError):
        catalogue.of_python(source)


def test_page_speaks_the_language_of_the_reader() -> None:
    template = Template('{% load i18n %}{% translate "Hulp en contact" %}')
    with translation.override("en"):
        assert template.render(Context()) == "Help and contact"
    with translation.override("nl"):
        assert template.render(Context()) == "Hulp en contact"
