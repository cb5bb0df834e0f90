"""Pairs of scenes for the trained editors, and how people ask for the second one: `python editor_pairs.py OUT_FOLDER`.

A family is one seed's scene and variants of it, all rendered: any two of them are an exact pair, in both directions.
OUT_FOLDER gets pictures.npy, uint8 [families, VARIANTS, SIDE, SIDE, 3], and for the editor that fills holes
holes.npy, bool [families, CELLS, CELLS], which are over the first picture of each.
"""

import argparse
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from captions import PATTERN_NOUNS, article, caption
from world import (
    AMOUNTS, ANIMALS, COLOURS, NOUNS, PATTERNS, SIDE, SIZES, THINGS, WORN,
    Scene, amount_word, object_mask, random_scene, render, with_feature,
)  # fmt: skip

VARIANTS = 4
CELL = 8
"""Side of a latent's cell in pixels."""
CELLS = SIDE // CELL

SHARES = {"noun": 0.4, "worn": 0.2, "background": 0.15, "weather": 0.17, "pattern": 0.05, "size": 0.03}
"""How often a variant differs in each feature."""


def changed(scene: Scene, feature: str, rng: np.random.Generator) -> Scene:
    """The scene with another value of one feature."""
    if feature == "noun":
        kind = ANIMALS if (scene.noun in ANIMALS) == (rng.random() < 0.85) else THINGS
        return with_feature(scene, noun=str(rng.choice([n for n in kind if n != scene.noun])))
    if feature == "weather":
        if scene.weather and rng.random() < 0.5:
            word = str(rng.choice([w for w in AMOUNTS if w != amount_word(scene)]))
            return with_feature(scene, amount=AMOUNTS[word])
        kind = str(rng.choice([w for w in ("", "snow", "rain") if w != scene.weather]))
        amount = scene.amount or AMOUNTS[str(rng.choice(list(AMOUNTS)))]
        return with_feature(scene, weather=kind, amount=amount if kind else 0.0)
    values = {"worn": ["", *WORN], "background": list(COLOURS), "pattern": list(PATTERNS), "size": list(SIZES)}[feature]
    return with_feature(scene, **{feature: str(rng.choice([v for v in values if v != getattr(scene, feature)]))})


def family(seed: int) -> list[Scene]:
    """The seed's scene, and variants that differ from it in one feature or in two."""
    rng, scenes = np.random.default_rng([seed, 31]), [random_scene(seed)]
    while len(scenes) < VARIANTS:
        count = 1 if rng.random() < 0.7 else 2
        variant = scenes[0]
        for feature in rng.choice(list(SHARES), count, replace=False, p=list(SHARES.values())):
            variant = changed(variant, str(feature), rng)
        scenes.append(variant)
    return scenes


def a(word: str) -> str:
    return f"{article(word)} {word}"


def worn_name(worn: str) -> str:
    return worn if worn == "glasses" else a(worn)


def _noun_asks(old: Scene, new: Scene) -> list[str]:
    x, y = old.noun, new.noun
    return [
        f"make it {a(y)}", f"make the {x} {a(y)}", f"turn the {x} into {a(y)}", f"turn it into {a(y)}",
        f"change the {x} to {a(y)}", f"replace the {x} with {a(y)}", f"swap the {x} for {a(y)}",
        f"{a(y)} instead of the {x}", f"i want {a(y)}", f"it should be {a(y)}", f"{x} to {y}", f"what if it was {a(y)}",
        f"change it to {a(y)}", f"draw {a(y)} there", f"{a(y)} instead",
    ]  # fmt: skip


def _worn_asks(old: Scene, new: Scene) -> list[str]:
    x, y, noun = old.worn, new.worn, new.noun
    if not y:
        return [f"remove the {x}", f"take off the {x}", f"take the {x} off", f"no {x}", f"without the {x}",
                f"get rid of the {x}", f"delete the {x}", f"lose the {x}"]  # fmt: skip
    put = worn_name(y)
    asks = [f"put {put} on it", f"put {put} on the {noun}", f"give it {put}", f"give the {noun} {put}", f"add {put}",
            f"it should wear {put}", f"make it wear {put}", f"with {put}", f"make the {noun} wear {put}"]  # fmt: skip
    if x:
        asks += [f"replace the {x} with {put}", f"change the {x} to {put}", f"{put} instead of the {x}",
                 f"swap the {x} for {put}", f"turn the {x} into {put}"] * 2  # fmt: skip
    return asks


def _background_asks(old: Scene, new: Scene) -> list[str]:
    y = new.background
    return [f"make the background {y}", f"change the background to {y}", f"{a(y)} background", f"{y} background",
            f"turn the background {y}", f"the background should be {y}", f"put it on {y}", f"on {a(y)} background",
            f"make it {y} behind the {new.noun}", f"{y} instead of {old.background}"]  # fmt: skip


def _weather_asks(old: Scene, new: Scene) -> list[str]:
    x, y, much = old.weather, new.weather, amount_word(new)
    if not y:
        return [f"stop the {x}", f"remove the {x}", f"no {x}", f"without {x}", f"it should not {x}", f"take away the {x}",
                "make the weather nice", f"make it stop {x}ing"]  # fmt: skip
    if x == y:
        if new.amount > old.amount:
            return [f"more {y}", f"make it {y} more", f"{y} harder", f"heavier {y}", f"make the {y} heavier", f"heavy {y}"]
        return [f"less {y}", f"make it {y} less", f"lighter {y}", f"make the {y} lighter", f"light {y}", f"a little {y}"]
    noun = {"light": f"light {y}", "": y, "heavy": f"heavy {y}"}[much]
    verb = {"light": f"{y} a little", "": y, "heavy": f"{y} heavily"}[much]
    asks = [f"make it {verb}", f"it should {verb}", f"let it {verb}", f"add {noun}", f"in {noun}", f"in the {noun}",
            f"put it in the {noun}", f"with {noun}"]  # fmt: skip
    return asks + ([f"{noun} instead of {x}", f"change the {x} to {noun}", f"turn the {x} into {noun}"] if x else [])


def _pattern_asks(old: Scene, new: Scene) -> list[str]:
    if not new.pattern:
        gone = PATTERN_NOUNS[old.pattern]
        return [f"remove the {gone}", f"no {gone}", "make the background plain", f"a plain {new.background} background"]
    nouns = PATTERN_NOUNS[new.pattern]
    return [f"make the background {new.pattern}", f"add {nouns}", f"put {nouns} behind it", f"{a(new.pattern)} background"]


def _size_asks(old: Scene, new: Scene) -> list[str]:
    way = "bigger" if SIZES[new.size] > SIZES[old.size] else "smaller"
    return [f"make it {way}", f"make the {new.noun} {way}", f"{way}", f"a {way} {new.noun}", f"the {new.noun} should be {way}"]


ASKS = {
    "noun": _noun_asks, "worn": _worn_asks, "background": _background_asks,
    "weather": _weather_asks, "pattern": _pattern_asks, "size": _size_asks,
}  # fmt: skip
POLITE = ("please {}", "can you {}", "could you {}", "{} please", "now {}", "{}!", "i would like to {}")


def instruction(old: Scene, new: Scene, rng: np.random.Generator) -> str:
    """A sentence that asks for all that parts the new scene from the old one."""
    pick = lambda options: str(rng.choice(options))  # noqa: E731
    asks = []
    for feature, ways in ASKS.items():
        differs = getattr(old, feature) != getattr(new, feature)
        if differs or (feature == "weather" and old.amount != new.amount):
            asks.append(pick(ways(old, new)))
    rng.shuffle(asks)
    text = pick([" and ", " and ", ", ", ". ", "; "]).join(asks)
    return pick(POLITE).format(text) if rng.random() < 0.12 else text


def request(old: Scene, new: Scene, rng: np.random.Generator) -> str:
    """What the editor is told: an instruction, or a caption of the wanted picture."""
    return caption(new, rng) if old == new or rng.random() < 0.5 else instruction(old, new, rng)


def hole(scenes: list[Scene], rng: np.random.Generator) -> np.ndarray:
    """Where to fill, in cells: around objects that stand or might stand there, a box, or a stroke."""
    kind = rng.random()
    if kind < 0.6:
        # Of two of the family, so that its outline does not tell what is to be drawn.
        other = with_feature(scenes[0], noun=str(rng.choice(list(NOUNS))))
        mask = object_mask(scenes[0]) | object_mask(other)
        pixels = Image.fromarray(mask.astype(np.uint8) * 255)
        pixels = pixels.filter(ImageFilter.MaxFilter(2 * int(rng.integers(1, 7)) + 1))
    else:
        pixels = Image.new("L", (SIDE, SIDE))
        draw = ImageDraw.Draw(pixels)
        if kind < 0.85:
            w, h = rng.uniform(0.2, 0.9, 2) * SIDE
            x, y = rng.uniform(0, SIDE - w), rng.uniform(0, SIDE - h)
            draw.rectangle([x, y, x + w, y + h], fill=255)
        else:
            points = [tuple(rng.uniform(0, SIDE, 2)) for _ in range(rng.integers(2, 5))]
            draw.line(points, fill=255, width=int(rng.integers(12, 40)), joint="curve")
    cells = np.asarray(pixels).reshape(CELLS, CELL, CELLS, CELL).max((1, 3)) > 0
    return cells


def render_family(seed: int) -> tuple[np.ndarray, np.ndarray]:
    scenes = family(seed)
    return np.stack([np.asarray(render(s)) for s in scenes]), hole(scenes, np.random.default_rng([seed, 32]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=400_000)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    shape = (args.count, VARIANTS, SIDE, SIDE, 3)
    pictures = np.lib.format.open_memmap(args.out / "pictures.npy", "w+", np.uint8, shape)
    holes = np.zeros((args.count, CELLS, CELLS), bool)
    with Pool(args.processes) as pool:
        seeds = range(args.first, args.first + args.count)
        for i, (family_pictures, cells) in enumerate(pool.imap(render_family, seeds, chunksize=16)):
            pictures[i], holes[i] = family_pictures, cells
    pictures.flush()
    np.save(args.out / "holes.npy", holes)


if __name__ == "__main__":
    main()
