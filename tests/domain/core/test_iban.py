import pytest

from sohos.core import iban


@pytest.mark.parametrize(
    "text",
    [
        "NL91ABNA0417164300",
        "nl91 abna 0417 1643 00",
        "BE68539007547034",
        "DE89370400440532013000",
    ],
)
def test_a_number_with_the_right_check_digits_is_read(text: str) -> None:
    assert iban.parse(text) == "".join(text.split()).upper()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NL92ABNA0417164300",
        "NL91ABNA041716430",
        "NL91ABNA04171643000",
        "12",
        "NL91ABNA04171643é0",
    ],
)
def test_any_other_number_is_refused(text: str) -> None:
    with pytest.raises(iban.IbanNotUnderstoodError):
        iban.parse(text)


def test_every_wrong_figure_is_found() -> None:
    right = "NL91ABNA0417164300"
    for at in range(len(right) - 10, len(right)):
        wrong = right[:at] + str((int(right[at]) + 1) % 10) + right[at + 1 :]
        assert not iban.is_valid(wrong)
