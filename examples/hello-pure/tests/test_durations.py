import pytest

from hello_pure import format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0s", 0), ("59s", 59), ("1m", 60), ("1h30m", 5_400), ("1d12h", 129_600), ("2h 5s", 7_205)],
)
def test_parse(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", " ", "h", "1x", "-1s", "1.5h", "30m1h", "1h1h", "٣s"])
def test_parse_refuses_what_is_not_a_duration(text):
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


@pytest.mark.parametrize(("seconds", "text"), [(0, "0s"), (60, "1m"), (90, "1m30s"), (86_400, "1d")])
def test_format(seconds, text):
    assert format_duration(seconds) == text


def test_format_refuses_negative_seconds():
    with pytest.raises(ValueError, match="negative"):
        format_duration(-1)


def test_round_trip():
    for seconds in range(0, 400_000, 997):
        assert parse_duration(format_duration(seconds)) == seconds
