"""How every form is drawn: the markup of NL Design System, errors above the field."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

_TEXTBOX = "utrecht-textbox utrecht-textbox--html-input"
_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "utrecht-textarea utrecht-textarea--html-textarea"),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.CheckboxInput, ""),
    (forms.Select, "utrecht-select utrecht-select--html-select"),
    (forms.FileInput, "sh-file"),
    (forms.widgets.Input, _TEXTBOX),
)


def _classes_of(widget: forms.Widget, *, invalid: bool) -> str:
    base = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")
    if base.startswith("utrecht-") and invalid:
        return f"{base} {base.split()[0]}--invalid"
    return base


class StyledBoundField(BoundField):
    """A field whose control carries the classes of the design system."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the classes to what the widget itself asks for."""
        control = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        names = (
            control.attrs.get("class", ""),
            built.get("class", ""),
            _classes_of(control, invalid=bool(self.errors)),
        )
        if any(names):
            built["class"] = " ".join(dict.fromkeys(filter(None, names)))
        return built

    @property
    def control_id(self) -> str:
        """The element that an error message leads to; of a group its first choice."""
        first = f"{self.auto_id}_0" if self.use_fieldset else self.auto_id
        return self.id_for_label or first

    @property
    def is_single_checkbox(self) -> bool:
        """Whether the label stands behind the control."""
        return isinstance(self.field.widget, forms.CheckboxInput)


class FormRenderer(TemplatesSetting):
    """Draw forms, fields and form sets with the project's own templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    formset_template_name = "components/formset.html"
    bound_field_class = StyledBoundField
