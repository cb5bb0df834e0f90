"""Emoji world: pictures whose every feature is a word, and whose true edits can be rendered.

A `Scene` is plain data. Everything random about its picture comes from `seed`, and every feature
draws from its own stream of that seed, so `replace(scene, background="blue")` renders exactly
the same picture with a blue background: same place, same snowflakes. A larger `amount` adds flakes
to those of a smaller one and moves none.
"""

import os
from dataclasses import asdict, dataclass, replace
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIDE = 128
"""Side of a picture in pixels."""

SUPERSAMPLE = 2
STRIKE = 109
"""The only size, in pixels, at which NotoColorEmoji.ttf has bitmaps."""

FONT = os.environ.get("NOTO_COLOR_EMOJI", "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")

ANIMALS = {
    "cat": "🐱", "lion": "🦁", "tiger": "🐯", "dog": "🐶", "fox": "🦊", "bear": "🐻",
    "panda": "🐼", "rabbit": "🐰", "horse": "🐴", "zebra": "🦓", "wolf": "🐺", "monkey": "🐵",
    "pig": "🐷", "cow": "🐮", "koala": "🐨", "frog": "🐸", "mouse": "🐭", "raccoon": "🦝",
}  # fmt: skip
THINGS = {
    "apple": "🍎", "pear": "🍐", "strawberry": "🍓", "lemon": "🍋", "pumpkin": "🎃", "cake": "🎂",
    "ball": "⚽", "flower": "🌻", "tree": "🌳", "house": "🏠", "car": "🚗", "robot": "🤖",
}  # fmt: skip
NOUNS = {**ANIMALS, **THINGS}

COLOURS = {
    "red": (214, 56, 60), "orange": (243, 144, 48), "yellow": (246, 207, 70),
    "green": (64, 152, 84), "blue": (66, 114, 218), "purple": (124, 78, 178),
    "pink": (246, 164, 196), "brown": (134, 92, 66), "gray": (144, 148, 154),
    "black": (42, 44, 52),
}  # fmt: skip
PATTERNS = ("", "striped", "dotted")
SIZES = {"small": 60, "": 80, "big": 98}
"""Longer side of the noun's glyph in pixels, before jitter."""

WORN = {"hat": "🎩", "crown": "👑", "bow": "🎀", "glasses": "🕶"}
WEATHERS = ("", "snow", "rain")
MOST_FLAKES = 44
MOST_DROPS = 48

EYES = {
    "horse": (0.40, 0.36, 0.62), "zebra": (0.38, 0.36, 0.62), "rabbit": (0.5, 0.66, 0.9),
    "frog": (0.5, 0.24, 0.8), "robot": (0.5, 0.53, 0.72), "raccoon": (0.5, 0.55, 0.75),
    "monkey": (0.5, 0.40, 0.62), "mouse": (0.5, 0.52, 0.7),
}  # fmt: skip
"""Where glasses sit: centre x, centre y and width as fractions of the glyph's box."""

HEAD = {"rabbit": (0.5, 0.42), "robot": (0.5, 0.22), "raccoon": (0.5, 0.14), "frog": (0.5, 0.12),
        "horse": (0.5, 0.06), "zebra": (0.5, 0.06), "wolf": (0.5, 0.14), "cat": (0.5, 0.14),
        "mouse": (0.5, 0.16), "koala": (0.5, 0.12), "fox": (0.5, 0.16)}  # fmt: skip
"""Where hats, crowns and bows stand: x and y as fractions of the glyph's box; else (0.5, 0.08)."""


@dataclass(frozen=True)
class Scene:
    """One picture, as data. Empty strings mean "none" (for `size`: "not said")."""

    seed: int
    noun: str
    background: str
    size: str = ""
    pattern: str = ""
    worn: str = ""
    weather: str = ""
    amount: float = 0.0
    """How much weather, 0 to 1; `amount_word` names its thirds."""

    def to_dict(self) -> dict:
        return asdict(self)


def amount_word(scene: Scene) -> str:
    """"light", "" or "heavy": the word for how much it snows or rains."""
    if scene.amount < 0.34:
        return "light"
    return "" if scene.amount < 0.67 else "heavy"


AMOUNTS = {"light": 0.2, "": 0.5, "heavy": 0.9}
"""A typical amount for each word."""


def random_scene(seed: int) -> Scene:
    """The scene of a seed. Nouns, colours and the rest are independent of each other."""
    rng = np.random.default_rng([seed, 1])
    weather = str(rng.choice(WEATHERS, p=[0.4, 0.33, 0.27]))
    return Scene(
        seed=seed,
        noun=str(rng.choice(list(NOUNS))),
        background=str(rng.choice(list(COLOURS))),
        size=str(rng.choice(list(SIZES), p=[0.2, 0.5, 0.3])),
        pattern=str(rng.choice(PATTERNS, p=[0.5, 0.25, 0.25])),
        worn=str(rng.choice(["", *WORN], p=[0.48, 0.13, 0.13, 0.13, 0.13])),
        weather=weather,
        amount=round(float(rng.uniform(0.1, 1.0)), 3) if weather else 0.0,
    )


@lru_cache(maxsize=None)
def glyph(character: str) -> Image.Image:
    """The colour bitmap of an emoji, cropped to its ink."""
    font = ImageFont.truetype(FONT, STRIKE)
    canvas = Image.new("RGBA", (160, 160))
    ImageDraw.Draw(canvas).text((0, 0), character, font=font, embedded_color=True)
    return canvas.crop(canvas.getbbox())


@lru_cache(maxsize=4096)
def _scaled(character: str, width: int, height: int) -> Image.Image:
    return glyph(character).resize((width, height), Image.Resampling.LANCZOS)


def _box(scene: Scene) -> tuple[float, float, float, float]:
    """x, y, width, height of the noun in pixels. Depends on seed, size and the glyph's shape only."""
    rng = np.random.default_rng([scene.seed, 2])
    dx, dy, grow = rng.uniform(-1, 1, 3)
    longer = SIZES[scene.size] * (1 + 0.04 * grow)
    w, h = glyph(NOUNS[scene.noun]).size
    scale = longer / max(w, h)
    room = (SIDE - longer) / 2
    x = SIDE / 2 + dx * min(8, room * 0.4)
    y = SIDE / 2 + 0.13 * longer + dy * min(6, room * 0.25)
    return x - w * scale / 2, y - h * scale / 2, w * scale, h * scale


def _object_layer(scene: Scene) -> Image.Image:
    """The noun and what it wears on a transparent canvas, supersampled."""
    s = SUPERSAMPLE
    layer = Image.new("RGBA", (SIDE * s, SIDE * s))
    x, y, w, h = (v * s for v in _box(scene))
    body = _scaled(NOUNS[scene.noun], round(w), round(h))
    layer.alpha_composite(body, (round(x), round(y)))
    if scene.worn:
        longer = max(w, h)
        if scene.worn == "glasses":
            fx, fy, fw = EYES.get(scene.noun, (0.5, 0.47, 0.78))
            width = w * fw
        else:
            fx, fy = HEAD.get(scene.noun, (0.5, 0.08))
            width = longer * {"hat": 0.55, "crown": 0.52, "bow": 0.5}[scene.worn]
        gw, gh = glyph(WORN[scene.worn]).size
        height = width * gh / gw
        below = {"hat": 0.14, "crown": 0.2, "bow": 0.42, "glasses": 0.5}[scene.worn]
        piece = _scaled(WORN[scene.worn], round(width), round(height))
        left, top = round(x + fx * w - width / 2), round(y + fy * h - height * (1 - below))
        layer.alpha_composite(piece, (left, max(0, top)))
    return layer


def _background(scene: Scene) -> Image.Image:
    s, n = SUPERSAMPLE, SIDE * SUPERSAMPLE
    rng = np.random.default_rng([scene.seed, 3])
    base = np.array(COLOURS[scene.background], float) + rng.uniform(-6, 6, 3)
    px, py = rng.uniform(0, 1, 2)
    other = base * 0.68 if base.sum() > 200 else base + 52
    canvas = Image.new("RGB", (n, n), tuple(int(v) for v in base.round()))
    draw, ink = ImageDraw.Draw(canvas), tuple(int(v) for v in other.round())
    if scene.pattern == "striped":
        period = 22 * s
        for k in range(-1, 2 * n // period + 2):
            left = (k + px) * period
            draw.polygon([(left, 0), (left + period / 2, 0),
                          (left + period / 2 - n, n), (left - n, n)], fill=ink)  # fmt: skip
    elif scene.pattern == "dotted":
        period, r = 20 * s, 5.5 * s
        for i in range(-1, n // period + 2):
            for j in range(-1, n // period + 2):
                x, y = (i + px) * period, (j + py) * period
                draw.ellipse([x - r, y - r, x + r, y + r], fill=ink)
    return canvas


def fall(scene: Scene) -> np.ndarray:
    """Where the snow or rain of a scene falls, and how big each is: in [0, 1), [flakes or drops, 3]."""
    snow = scene.weather == "snow"
    most = MOST_FLAKES if snow else MOST_DROPS
    spots = np.random.default_rng([scene.seed, 4 if snow else 5]).uniform(0, 1, (most, 3))
    return spots[: round(scene.amount * most)]


def _draw_fall(snow: bool, spots: np.ndarray, canvas: Image.Image) -> None:
    """Draws snow or rain over the whole picture."""
    s = SUPERSAMPLE
    draw = ImageDraw.Draw(canvas)
    for fx, fy, fr in spots:
        x, y = (fx * 1.06 - 0.03) * SIDE * s, (fy * 1.06 - 0.03) * SIDE * s
        if snow:
            r = (3.1 + 1.6 * fr) * s
            draw.ellipse([x - r, y - r, x + r, y + r], fill=(250, 252, 255))
        else:
            length = (11 + 5 * fr) * s
            draw.line([x, y, x - 0.35 * length, y + length], fill=(176, 218, 250), width=3 * s)


def render(scene: Scene, spots: np.ndarray | None = None) -> Image.Image:
    """The true picture of a scene: RGB, `SIDE` × `SIDE`; with `spots`, its weather falls there."""
    canvas = _background(scene)
    layer = _object_layer(scene)
    canvas.paste(layer, (0, 0), layer)
    if scene.weather:
        _draw_fall(scene.weather == "snow", fall(scene) if spots is None else spots, canvas)
    return canvas.reduce(SUPERSAMPLE)


def object_mask(scene: Scene) -> np.ndarray:
    """Where the noun and what it wears are: bool, [SIDE, SIDE]."""
    return np.asarray(_object_layer(scene).getchannel("A").reduce(SUPERSAMPLE)) > 12


def with_feature(scene: Scene, **changed) -> Scene:
    """The same scene with some features changed; its render is the true result of that edit."""
    return replace(scene, **changed)
