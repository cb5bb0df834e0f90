"""Writes the gallery of example pictures: `python examples.py OUT_FOLDER`. The first is the demo's."""

import argparse
import json
from pathlib import Path

from captions import canonical
from world import AMOUNTS, Scene, render

LIGHT, SOME, HEAVY = AMOUNTS["light"], AMOUNTS[""], AMOUNTS["heavy"]

EXAMPLES = [
    Scene(31, "cat", "blue", weather="snow", amount=LIGHT),
    Scene(2, "cat", "red"),
    Scene(3, "panda", "green", size="big"),
    Scene(4, "fox", "purple", worn="crown"),
    Scene(5, "dog", "orange", worn="glasses"),
    Scene(6, "lion", "blue", size="big", weather="snow", amount=SOME),
    Scene(7, "rabbit", "pink", worn="bow"),
    Scene(8, "bear", "black", weather="snow", amount=SOME),
    Scene(9, "tiger", "green", size="big", pattern="striped"),
    Scene(10, "frog", "gray", weather="rain", amount=SOME),
    Scene(11, "pig", "purple", pattern="dotted"),
    Scene(12, "koala", "red", size="big"),
    Scene(13, "horse", "green", weather="rain", amount=LIGHT),
    Scene(14, "wolf", "black", size="big", weather="snow", amount=LIGHT),
    Scene(15, "monkey", "yellow", worn="hat"),
    Scene(16, "cow", "blue", pattern="striped"),
    Scene(17, "apple", "blue"),
    Scene(18, "pear", "purple", weather="rain", amount=SOME),
    Scene(19, "strawberry", "yellow", size="big"),
    Scene(20, "cake", "pink", size="big"),
    Scene(21, "tree", "brown", weather="snow", amount=SOME),
    Scene(22, "house", "blue", size="big", weather="snow", amount=LIGHT),
    Scene(23, "car", "gray", weather="rain", amount=HEAVY),
    Scene(24, "robot", "orange", worn="hat", pattern="dotted"),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    index = []
    for n, scene in enumerate(EXAMPLES, 1):
        name = f"{n:02d}-{scene.noun}.png"
        render(scene).save(out / name, optimize=True)
        index.append({"file": name, "prompt": canonical(scene)})
    (out / "examples.json").write_text(json.dumps(index, indent=1) + "\n")


if __name__ == "__main__":
    main()
