import random
import re
from collections import Counter

import pytest

from hello_rust import most_common


def reference(text, limit):
    counts = Counter(re.findall(r"[^\W_]+", text.lower()))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" .,!-_ ", []),
        ("one", [("one", 1)]),
        ("To be, or not to be.", [("be", 2), ("to", 2), ("not", 1), ("or", 1)]),
        ("Über über ÜBER", [("über", 3)]),
        ("轮 子 轮", [("轮", 2), ("子", 1)]),
    ],
)
def test_known_texts(text, expected):
    assert most_common(text) == expected


def test_agrees_with_the_reference():
    rng = random.Random(7)
    for _ in range(100):
        text = "".join(rng.choices("abCé 9_.", k=rng.randrange(200)))
        assert most_common(text, 5) == reference(text, 5)


def test_limit():
    assert len(most_common("a b c d e f g h i j k l")) == 10
    assert most_common("a b b", limit=1) == [("b", 2)]
    assert most_common("a b b", limit=0) == []


@pytest.mark.parametrize(("arguments", "error"), [((b"a",), TypeError), (("a", "1"), TypeError), (("a", -1), OverflowError)])
def test_refuses_other_arguments(arguments, error):
    with pytest.raises(error):
        most_common(*arguments)
