"""How forms are drawn."""

from django import forms
from django.template import Context, Template

from sohos.pages.fields import EuroField


class MoveForm(forms.Form):
    street = forms.CharField(label="Straat", help_text="Zonder huisnummer")
    rent = EuroField(label="Huur")
    reason = forms.ChoiceField(
        label="Waarom verhuist u?",
        widget=forms.RadioSelect,
        choices=[("home", "Een eigen huis"), ("work", "Werk")],
    )
    agreed = forms.BooleanField(label="Akkoord", required=False)
    remark = forms.CharField(
        label="Opmerking", widget=forms.Textarea, required=False, max_length=5
    )


def drawn(source: str, **context: object) -> str:
    return Template("{% load sohos %}" + source).render(Context(context))


def test_field_has_label_hint_and_control_tied_together() -> None:
    html = str(MoveForm()["street"].as_field_group())
    assert '<label class="utrecht-form-label" for="id_street">Straat</label>' in html
    assert 'id="id_street_helptext">Zonder huisnummer' in html
    assert 'aria-describedby="id_street_helptext"' in html
    assert "utrecht-textbox utrecht-textbox--html-input" in html


def test_error_stands_above_the_control_and_is_tied_to_it() -> None:
    html = str(MoveForm({})["street"].as_field_group())
    assert html.index('id="id_street_error"') < html.index("<input")
    assert 'aria-describedby="id_street_helptext id_street_error"' in html
    assert 'aria-invalid="true"' in html
    assert "utrecht-textbox--invalid" in html
    assert "Vul dit in." in html


def test_group_of_choices_is_a_fieldset_with_its_error() -> None:
    html = str(MoveForm({})["reason"].as_field_group())
    assert html.startswith("<fieldset")
    assert 'aria-describedby="id_reason_error"' in html
    assert "<legend" in html
    assert html.count('class="sh-choice"') == 2


def test_what_may_be_skipped_says_so() -> None:
    assert "niet verplicht" in str(MoveForm()["remark"].as_field_group())
    assert "niet verplicht" not in str(MoveForm()["rent"].as_field_group())


def test_what_was_typed_is_never_lost_nor_run() -> None:
    form = MoveForm({"street": '"><script>alert(1)</script>', "rent": "3480 euro?"})
    html = str(form)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert 'value="3480 euro?"' in html


def test_summary_leads_to_every_mistake_on_the_page() -> None:
    html = drawn("{% error_summary %}", form=MoveForm({"remark": "te lang"}))
    assert 'role="alert"' in html
    assert "Controleer nog 4 dingen" in html
    for target in ("id_street", "id_rent", "id_reason_0", "id_remark"):
        assert f'href="#{target}"' in html
    assert "Waarom verhuist u? Vul dit in." in html


def test_summary_finds_forms_in_lists_and_mistakes_of_the_whole_form() -> None:
    form = MoveForm({}, prefix="second")
    form.add_error(None, "Dit plan is intussen gewijzigd.")
    html = drawn("{% error_summary %}", forms=[MoveForm(), form])
    assert "Dit plan is intussen gewijzigd." in html
    assert 'href="#id_second-street"' in html


def test_page_without_mistakes_has_no_summary_and_no_prefix() -> None:
    assert drawn("{% error_summary %}", form=MoveForm()) == ""
    assert drawn("{% error_prefix %}", form=MoveForm()) == ""


def test_title_starts_with_fout() -> None:
    assert drawn("{% error_prefix %}", form=MoveForm({})) == "Fout: "
