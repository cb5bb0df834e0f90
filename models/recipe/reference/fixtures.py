"""Writes the tensors that `npm run parity` compares with.

    cd models/recipe && python -m reference.fixtures ../emoji-world ../../test/fixtures/parity

The run is short and its inner steps are few on purpose. Adam's first update moves every element
by the learning rate in the direction of its gradient's sign, however small that gradient is, so
rounding differences between two runtimes grow with every inner step. Three of them show that the
gradient, the optimiser, the early stop and the order of steps agree, and stay well conditioned.
"""

import argparse
import json
from pathlib import Path

import diffusers
import numpy as np
import torch
from PIL import Image

from world import Scene, render

from .attention import ExplicitAttention
from .editing import edit_from_spec, run_edit
from .folder import ModelFolder
from .inversion import Inverted, null_text, sample

SCENE = Scene(seed=77_001, noun="cat", background="red", size="big", weather="snow", amount=0.5)
PROMPT = "a big cat on a red background in the snow"
STEPS, INNER_STEPS, TOLERANCE = 10, 3, 1e-5

EDITS = {
    "replace": {
        "targetPrompt": "a big lion on a red background in the snow",
        "align": "replace",
        "crossWindow": [0, 0.8],
        "selfWindow": [0, 0.4],
        "blend": "none",
    },
    "refine": {
        "targetPrompt": "a big cat wearing a crown on a red background in the snow",
        "align": "refine",
        "crossWindow": [0, 0.8],
        "wordWindows": [{"words": "cat", "window": [0, 0.5]}],
        "selfWindow": [0, 0.6],
        "blend": "none",
    },
    "reweight": {
        "targetPrompt": PROMPT,
        "align": "replace",
        "weights": [{"words": "snow", "factor": 3}],
        "crossWindow": [0, 1],
        "selfWindow": [0, 0.2],
        "blend": "none",
    },
    "local blend": {
        "targetPrompt": "a big lion on a red background in the snow",
        "align": "replace",
        "weights": [{"words": "lion", "factor": 2}],
        "crossWindow": [0, 0.4],
        "selfWindow": [0, 0.2],
        "blend": {
            "source": "cat",
            "target": "lion",
            "subtract": {"source": "red", "target": "red"},
            "start": 0.2,
            "threshold": 0.6,
        },
    },
}
"""Each in the shape of the product's `EditSpec`."""


def check_changes(name: str, edited, source) -> None:
    """Refuses an edit that would agree with anything: one that changes nothing, or a blend that
    leaves no part, or every part, to the source."""
    change = float((edited - source).norm() / source.norm())
    changed = float(((edited - source).abs().amax(1) > 0).float().mean())
    print(f"{name}: differs from the source by {change:.1%}, in {changed:.0%} of the latent")
    if change < 0.01 or (EDITS[name]["blend"] != "none" and not 0.1 < changed < 0.9):
        raise ValueError(f"the edit {name!r} tests nothing with this model: choose other words")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    render(SCENE).save(arguments.out / "picture.png", optimize=True)
    picture = Image.open(arguments.out / "picture.png")

    folder = ModelFolder(arguments.model)
    unet = folder.unet.requires_grad_(False)
    unet.set_attn_processor(ExplicitAttention())
    schedule, guidance = folder.schedule(STEPS), folder.settings.guidance_scale
    conditional, empty = folder.embed(PROMPT), folder.embed("")
    z0 = folder.encode(picture)
    inverted = null_text(unet, schedule, z0, conditional, empty, guidance, INNER_STEPS, TOLERANCE)

    tensors = {
        "embedding": conditional,
        "pivots": inverted.pivots,
        "null embeddings": inverted.nulls,
        "null-text trajectory": inverted.trajectory,
    }
    for name, null in {"negative-prompt": conditional, "ddim": empty}.items():
        path = sample(unet, schedule, inverted.pivots[:1], conditional, null, guidance)
        tensors[f"{name} trajectory"] = path
    source = folder.prompt(PROMPT)
    for name, spec in EDITS.items():
        edit = edit_from_spec(spec)
        target = folder.prompt(edit.prompt)
        contexts = torch.cat([conditional, folder.embed(edit.prompt)])
        path = run_edit(
            unet, schedule, inverted, edit, source, target, contexts, guidance, folder.settings
        )
        check_changes(name, path[-1:], inverted.trajectory[-1:])
        tensors[name] = path[-1:]

    index, offset = {}, 0
    with open(arguments.out / "tensors.bin", "wb") as file:
        for name, value in tensors.items():
            data = value.detach().numpy().astype("<f4")
            index[name] = {"offset": offset, "dims": list(data.shape)}
            offset += file.write(np.ascontiguousarray(data).tobytes())
    record = {
        "made": "cd models/recipe && python -m reference.fixtures ../emoji-world ../../test/fixtures/parity",
        "with": {"torch": torch.__version__, "diffusers": diffusers.__version__},
        "model": folder.digests(),
        "prompt": PROMPT,
        "steps": STEPS,
        "innerSteps": INNER_STEPS,
        "tolerance": TOLERANCE,
        "guidanceScale": guidance,
        "gradients": sum(inverted.inner_steps),
        "edits": EDITS,
        "tensors": index,
    }
    (arguments.out / "parity.json").write_text(json.dumps(record, indent=2) + "\n")
    print(f"{len(tensors)} tensors, {offset} bytes, inner steps {inverted.inner_steps}")


if __name__ == "__main__":
    main()
