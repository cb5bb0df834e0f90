"""Writes the pictures of the subjects bench: `python subjects.py OUT_FOLDER`.

Eight glyphs that no training has seen, of each the pictures that it is taught from, on plain and patterned
backgrounds, and the true pictures of what is then asked for: composed with snow, with a crown, and with
a background of its own. Beside them, as bench_scenes.py writes its scenes, pictures of the model's own nouns
in whose place the subject is put, with the true results. subjects.json lists everything. references.json holds what the judge's noun head
gives for each glyph, these and the model's own: the mean of its logits over plain backgrounds. The nearest
one names a picture's glyph, as DINO's features do in DreamBooth's paper; of the true pictures all 32 rightly.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

import world
from bench_scenes import expected, grown, plain_noun, replace_phrase
from captions import canonical
from world import ANIMALS, COLOURS, Scene, object_mask, random_scene, render, with_feature

SUBJECTS = {
    "octopus": ("🐙", "frog"), "owl": ("🦉", "koala"), "penguin": ("🐧", "panda"), "unicorn": ("🦄", "horse"),
    "chick": ("🐤", "lemon"), "beaver": ("🦫", "bear"), "dragon": ("🐲", "frog"), "turtle": ("🐢", "frog"),
}  # fmt: skip
"""Their characters, and the word of the model that each is said to be a kind of."""

NAMES = {
    "octopus": "Milo", "owl": "Zuzu", "penguin": "Pingo", "unicorn": "Luna", "chick": "Pip", "beaver": "Bucky",
    "dragon": "Draco", "turtle": "Tobi",
}  # fmt: skip
PICTURES = 4
"""Pictures that each is taught from."""
FIRST = 20_000_000
"""Seed: no training and no other bench reaches it."""


EDITS = 2
"""Pictures that each is put into: one that wears something, and one that does not."""


def sources(first: int) -> list[Scene]:
    """Animals with something about them that the edit must keep."""
    scenes = [s for s in map(random_scene, range(first, first + 400))
              if s.noun in ANIMALS and s.size != "small" and s.amount < 0.6 and s.worn != "glasses"]  # fmt: skip
    dressed = [s for s in scenes if s.worn]
    bare = [s for s in scenes if not s.worn and (s.weather or s.pattern)]
    return [scene for pair in zip(bare, dressed) for scene in pair]


JUDGE = Path(__file__).parent.parent / "judge" / "judge.onnx"


def references() -> dict[str, list[float]]:
    """Mean logits of the judge's noun head for every glyph."""
    judge = onnxruntime.InferenceSession(JUDGE)
    means = {}
    for noun in world.NOUNS:
        scenes = [Scene(seed=FIRST + 10_000 + i, noun=noun, background=colour, size=("", "big")[i % 2])
                  for i, colour in enumerate(COLOURS)]  # fmt: skip
        pixels = np.stack([np.asarray(render(scene)) for scene in scenes]).transpose(0, 3, 1, 2)
        logits = [judge.run(["noun"], {"image": picture[None].astype(np.float32) / 255})[0][0] for picture in pixels]
        means[noun] = [round(float(value), 4) for value in np.mean(logits, 0)]
    return means


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--edits", type=int, default=EDITS)
    parser.add_argument("--first", type=int, default=FIRST + 20_000, help="seed of the pictures to edit")
    args = parser.parse_args()
    out = args.out
    (out / "pictures").mkdir(parents=True, exist_ok=True)
    world.NOUNS.update({name: character for name, (character, _) in SUBJECTS.items()})

    def save(name: str, picture: Image.Image) -> str:
        picture.save(out / "pictures" / f"{name}.webp", lossless=True, method=6, exact=True)
        return f"pictures/{name}.webp"

    def edit(name: str, noun: str, scene: Scene) -> dict:
        truth = with_feature(scene, noun=noun)
        before = scene.noun if scene.size else plain_noun(scene)
        prompt, mask = canonical(scene), grown(object_mask(scene) | object_mask(truth))
        return {
            "id": name, "source": save(name, render(scene)), "prompt": prompt, "scene": scene.to_dict(),
            "edits": [{
                "kind": "swap", "edit": replace_phrase(before, NAMES[noun]),
                "targetPrompt": prompt.replace(before, NAMES[noun], 1), "truth": save(f"{name}-truth", render(truth)),
                "mask": save(f"{name}-mask", Image.fromarray(mask.astype(np.uint8) * 255)),
                "expected": expected(scene, truth),
            }],
        }  # fmt: skip

    index = []
    for n, (noun, (_, kind)) in enumerate(SUBJECTS.items()):
        rng = np.random.default_rng([FIRST, n])
        colours = [str(c) for c in rng.permutation(list(COLOURS))]
        taught = [
            Scene(seed=FIRST + 100 * n + i, noun=noun, background=colours[i], pattern="dotted" if i == 3 else "",
                  size="big" if i == 1 else "")
            for i in range(PICTURES)
        ]  # fmt: skip
        asked = {
            "plain": Scene(seed=FIRST + 100 * n + 50, noun=noun, background=colours[4]),
            "snow": Scene(seed=FIRST + 100 * n + 51, noun=noun, background=colours[5], weather="snow", amount=0.5),
            "crown": Scene(seed=FIRST + 100 * n + 52, noun=noun, background=colours[6], worn="crown"),
            "colour": Scene(seed=FIRST + 100 * n + 53, noun=noun, background=colours[7], pattern="striped"),
        }
        index.append({
            "noun": noun, "name": NAMES[noun], "class": kind,
            "pictures": [save(f"{noun}-{i}", render(scene)) for i, scene in enumerate(taught)],
            "asked": [
                {"kind": kind, "background": scene.background, "pattern": scene.pattern or "none",
                 "worn": scene.worn or "none", "weather": scene.weather or "none",
                 "truth": save(f"{noun}-{kind}", render(scene))}
                for kind, scene in asked.items()
            ],
            "edits": [edit(f"{noun}-edit-{i}", noun, scene)
                      for i, scene in enumerate(sources(args.first + 1000 * n)[: args.edits])],
        })  # fmt: skip
    (out / "references.json").write_text(json.dumps(references()) + "\n")
    (out / "subjects.json").write_text(json.dumps(index, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
