"""Writes the quality bench: `python bench_scenes.py OUT_FOLDER`.

Settings are tuned on other scenes: `python bench_scenes.py ../../.wordbrush/tuning-scenes --first 600 --scenes 24`.

40 held-out scenes that part good inversions from bad ones (weather, patterns, worn things, small and
big nouns), each with edits of which the true result can be rendered. scenes.json lists everything.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from captions import article, canonical
from render import HELD_OUT
from world import AMOUNTS, ANIMALS, COLOURS, THINGS, WORN, Scene, amount_word, fall, object_mask, random_scene, render, with_feature

SCENES = 40
FIRST = 200
"""Of the held-out seeds; those before it serve other measurements."""
MARGIN = 5
"""Pixels by which the masks of changed objects grow."""


def plain_noun(scene: Scene) -> str:
    """The noun with its size and article as the canonical caption has it: "a big cat"."""
    words = [w for w in (scene.size, scene.noun) if w]
    return f"{article(words[0])} {' '.join(words)}"


def worn_phrase(thing: str) -> str:
    return "wearing glasses" if thing == "glasses" else f"wearing a {thing}"


def grown(mask: np.ndarray, pixels: int = MARGIN) -> np.ndarray:
    picture = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(picture.filter(ImageFilter.MaxFilter(2 * pixels + 1))) > 0


def everywhere(scene: Scene) -> np.ndarray:
    return np.ones_like(object_mask(scene))


def replace_phrase(before: str, after: str) -> str:
    return f'"{before}" -> "{after}"'


def swap(scene: Scene, rng) -> tuple[Scene, str, np.ndarray, str | None]:
    """Another noun of the same kind. The article goes along where it changes."""
    kind = ANIMALS if scene.noun in ANIMALS else THINGS
    noun = str(rng.choice([n for n in kind if n != scene.noun]))
    truth = with_feature(scene, noun=noun)
    before, after = scene.noun, noun
    if plain_noun(scene).split()[0] != plain_noun(truth).split()[0]:
        before, after = plain_noun(scene), plain_noun(truth)
    return truth, replace_phrase(before, after), grown(object_mask(scene) | object_mask(truth)), scene.noun


def wear(scene: Scene, rng):
    """Puts something on, or changes what is worn for something else."""
    thing = str(rng.choice([t for t in WORN if t != scene.worn]))
    truth = with_feature(scene, worn=thing)
    if not scene.worn:
        edit = replace_phrase(plain_noun(scene), f"{plain_noun(scene)} {worn_phrase(thing)}")
    elif "glasses" in (scene.worn, thing):
        edit = replace_phrase(worn_phrase(scene.worn), worn_phrase(thing))
    else:
        edit = replace_phrase(scene.worn, thing)
    return truth, edit, grown(object_mask(scene) | object_mask(truth)), None


def background(scene: Scene, rng):
    colour = str(rng.choice([c for c in COLOURS if c != scene.background]))
    truth = with_feature(scene, background=colour)
    before, after = scene.background, colour
    if not scene.pattern and article(before) != article(after):
        before, after = f"{article(before)} {before}", f"{article(after)} {after}"
    return truth, replace_phrase(before, after), grown(~object_mask(scene), 2), None


def weather(scene: Scene, rng):
    """Brings weather, turns snow to rain and rain to snow, or makes it heavier or lighter."""
    if not scene.weather:
        kind = str(rng.choice(["snow", "rain"]))
        truth = with_feature(scene, weather=kind, amount=AMOUNTS[""])
        return truth, f'+ "in the {kind}"', everywhere(scene), None
    word = amount_word(scene)
    if word and rng.random() < 0.7:
        other = {"light": "heavy", "heavy": "light"}[word]
        truth = with_feature(scene, amount=AMOUNTS[other])
        return truth, replace_phrase(word, other), everywhere(scene), None
    kind = {"snow": "rain", "rain": "snow"}[scene.weather]
    return with_feature(scene, weather=kind), replace_phrase(scene.weather, kind), everywhere(scene), None


def other_fall(source: Scene, truth: Scene, rng) -> Image.Image:
    """What a perfect painter may draw as well: the truth, but which flakes go and where new ones fall is chance."""
    here = fall(source) if source.weather == truth.weather else np.zeros((0, 3))
    wanted = len(fall(truth))
    kept = here[rng.permutation(len(here))[:wanted]]
    return render(truth, np.concatenate([kept, rng.uniform(0, 1, (wanted - len(kept), 3))]))


def combined(scene: Scene, rng):
    """Two edits at once: a background, and a swap or something to wear."""
    first = swap if scene.worn or rng.random() < 0.5 else wear
    middle, edit, mask, _ = first(scene, rng)
    recoloured, more, ground, _ = background(scene, rng)
    truth = with_feature(middle, background=recoloured.background)
    return truth, f"{edit}; {more}", mask | ground, None


KINDS = {"swap": swap, "wear": wear, "background": background, "weather": weather, "combined": combined}


def interest(scene: Scene) -> int:
    """How many features make the scene hard to invert."""
    return sum(bool(v) for v in (scene.size, scene.pattern, scene.worn, scene.weather))


def choose(first: int, count: int) -> list[Scene]:
    """Hard scenes and easy ones, half of each; a quarter wear something; no heavy weather on small nouns."""
    readable = [s for s in map(random_scene, HELD_OUT[first:]) if s.amount < 0.9 and not (s.size == "small" and s.amount > 0.5)]
    hard, easy = [s for s in readable if interest(s) >= 2], [s for s in readable if interest(s) == 1]
    chosen = []
    for scenes in (hard, easy):
        chosen += [s for s in scenes if s.worn][: count // 8] + [s for s in scenes if not s.worn][: count * 3 // 8]
    return chosen


def direction(source: Scene, truth: Scene) -> str:
    """Whether the truth has "more", "less" or the "same" amount of weather."""
    if truth.amount == source.amount:
        return "same"
    return "more" if truth.amount > source.amount else "less"


def expected(source: Scene, truth: Scene) -> dict:
    """What the judge should read in the result."""
    return {
        "noun": truth.noun, "background": truth.background, "pattern": truth.pattern or "none",
        "worn": truth.worn or "none", "weather": truth.weather or "none", "amount": direction(source, truth),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=FIRST)
    parser.add_argument("--scenes", type=int, default=SCENES)
    args = parser.parse_args()
    out = args.out
    (out / "pictures").mkdir(parents=True, exist_ok=True)

    def save(name: str, picture: Image.Image) -> str:
        picture.save(out / "pictures" / f"{name}.webp", lossless=True, method=6, exact=True)
        return f"pictures/{name}.webp"

    index = []
    for n, scene in enumerate(choose(args.first, args.scenes)):
        name, rng = f"{n:02d}", np.random.default_rng([scene.seed, 9])
        edits = []
        for kind, make in KINDS.items():
            truth, edit, mask, blend = make(scene, rng)
            entry = {
                "kind": kind, "edit": edit, "sourcePrompt": canonical(scene), "targetPrompt": canonical(truth),
                "truth": save(f"{name}-{kind}", render(truth)),
                "mask": save(f"{name}-{kind}-mask", Image.fromarray(mask.astype(np.uint8) * 255)),
                "expected": expected(scene, truth),
            }  # fmt: skip
            if kind == "weather":
                chance = np.random.default_rng([scene.seed, 10])
                entry["otherFall"] = save(f"{name}-{kind}-other", other_fall(scene, truth, chance))
            edits.append(entry | ({"blendWord": blend} if blend else {}))
        index.append({
            "id": name, "source": save(name, render(scene)), "prompt": canonical(scene),
            "scene": scene.to_dict(), "edits": edits,
        })  # fmt: skip
    (out / "scenes.json").write_text(json.dumps(index, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
