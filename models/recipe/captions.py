"""Sentences for scenes. One scene has many; `canonical` is the plainest and the most frequent.

Canonical: "a big panda wearing a crown on a dotted green background in heavy snow".
Every feature is one word or one phrase, so that every edit of a scene is one of the sentence.
"""

import numpy as np

from world import Scene, amount_word

CANONICAL_SHARE = 0.4
EMPTY_SHARE = 0.1

SIZE_WORDS = {"small": ("small", "little", "tiny"), "big": ("big", "large", "huge")}
OPENINGS = ("a picture of", "a photo of", "an image of", "a drawing of", "there is", "this is", "a cute picture of")
WEARING = ("wearing a {}", "with a {}", "in a {}", "that wears a {}", "with a {} on")
GROUNDS = ("on", "against", "in front of", "with")
PRAISE = ("cute", "happy", "nice", "funny", "lovely", "friendly", "pretty", "sweet")
PATTERN_NOUNS = {"striped": "stripes", "dotted": "dots"}
WEATHER_WAYS = {
    "light": ("in light {}", "in the light {}", "in a little {}", "with a little {}", "with light {}"),
    "": ("in the {}", "in the {}", "in {}", "with {}", "while it {}s"),
    "heavy": ("in heavy {}", "in the heavy {}", "in a lot of {}", "with a lot of {}", "with heavy {}"),
}
WEATHER_ADJECTIVE = {"snow": "snowy", "rain": "rainy"}


def article(word: str) -> str:
    """"a" or "an"."""
    return "an" if word[0] in "aeiou" else "a"


def _noun(scene: Scene, size: str, praise: str = "") -> str:
    words = [w for w in (size, praise, scene.noun) if w]
    return f"{article(words[0])} {' '.join(words)}"


def _worn(scene: Scene, way: str = WEARING[0]) -> str:
    if not scene.worn:
        return ""
    phrase = way.format(scene.worn)
    return phrase.replace("a glasses", "glasses")


def _ground(scene: Scene, way: str = "on", plain: bool = False, pattern_after: bool = False) -> str:
    words = [scene.pattern or ("plain" if plain else ""), scene.background, "background"]
    if pattern_after and scene.pattern:
        words = [scene.background, "background", "with", PATTERN_NOUNS[scene.pattern]]
    words = [w for w in words if w]
    return f"{way} {article(words[0])} {' '.join(words)}"


def _weather(scene: Scene, way: str | None = None) -> str:
    if not scene.weather:
        return ""
    return (way or WEATHER_WAYS[amount_word(scene)][0]).format(scene.weather)


def _join(*phrases: str) -> str:
    return " ".join(p for p in phrases if p)


def canonical(scene: Scene) -> str:
    """The one sentence that says everything about a scene in the plainest words."""
    return _join(_noun(scene, scene.size), _worn(scene), _ground(scene), _weather(scene))


def caption(scene: Scene, rng: np.random.Generator) -> str:
    """A random true sentence about a scene; sometimes it leaves a feature unsaid."""
    if rng.random() < CANONICAL_SHARE:
        return canonical(scene)
    pick = lambda options: str(rng.choice(options))  # noqa: E731
    size = pick(SIZE_WORDS[scene.size]) if scene.size and rng.random() > 0.1 else ""
    noun = _noun(scene, size, pick(PRAISE) if rng.random() < 0.08 else "")
    worn = _worn(scene, WEARING[0] if rng.random() < 0.6 else pick(WEARING))
    weather = _weather(scene, pick(WEATHER_WAYS[amount_word(scene)]))
    if scene.weather and not amount_word(scene) and rng.random() < 0.12:
        weather = f"on a {WEATHER_ADJECTIVE[scene.weather]} day"
    way = "on" if rng.random() < 0.6 else pick(GROUNDS)
    ground = _ground(scene, way, rng.random() < 0.25, rng.random() < 0.2)
    if not scene.pattern and rng.random() < 0.08:
        ground = f"on {scene.background}"
    if rng.random() < 0.06:
        ground = ""
    body = _join(noun, worn, ground, weather)
    if weather and rng.random() < 0.12:
        body = _join(noun, worn, weather, ground)
    elif weather and rng.random() < 0.05:
        return f"{weather}, {_join(noun, worn, ground)}"
    if rng.random() < 0.25:
        body = f"{pick(OPENINGS)} {body}"
    return body + ("." if rng.random() < 0.05 else "")


def training_caption(scene: Scene, rng: np.random.Generator) -> str:
    """`caption`, or the empty prompt for the unconditional branch, or one with a foreign word."""
    if rng.random() < EMPTY_SHARE:
        return ""
    text = caption(scene, rng)
    if rng.random() < 0.02:
        words = text.split()
        letters = "".join(chr(97 + int(c)) for c in rng.integers(0, 26, rng.integers(2, 7)))
        words.insert(int(rng.integers(1, len(words) + 1)), letters)
        text = " ".join(words)
    return text
