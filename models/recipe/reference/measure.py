"""Times the reference and prints one JSON object, for `npm run bench:speed`.

    cd models/recipe && python -m reference.measure ../emoji-world PICTURE --prompt … --edit '{…}'

Three forms of the same inversion: `asWritten` computes what the public implementation computes
(gradients of all weights, explicit attention maps, the last step, a second conditional row);
`frozen` leaves those out but keeps attention explicit; `fused` also takes torch's fused attention.
An edit runs four rows a step with explicit maps and no gradients, the same in every form.
"""

import argparse
import json
import resource
import time
from pathlib import Path

import diffusers
import numpy as np
import torch
from diffusers.models.attention_processor import AttnProcessor2_0
from PIL import Image

from .attention import ExplicitAttention
from .editing import edit_from_spec, run_edit
from .folder import ModelFolder, psnr
from .inversion import null_text

FORMS = {
    "asWritten": {"as_written": True, "processor": ExplicitAttention},
    "frozen": {"as_written": False, "processor": ExplicitAttention},
    "fused": {"as_written": False, "processor": AttnProcessor2_0},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--prompt", required=True)
    parser.add_argument("--edit", required=True, help="an EditSpec as JSON")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--inner-steps", type=int, default=10)
    parser.add_argument("--tolerance", type=float, default=1e-5)
    arguments = parser.parse_args()

    start = time.perf_counter()
    folder = ModelFolder(arguments.model)
    report: dict = {
        "loadSeconds": time.perf_counter() - start,
        "versions": {"torch": torch.__version__, "diffusers": diffusers.__version__},
        "threads": torch.get_num_threads(),
    }
    unet, guidance = folder.unet, folder.settings.guidance_scale
    schedule = folder.schedule(arguments.steps)
    picture = Image.open(arguments.picture).convert("RGB")
    source, edit = folder.prompt(arguments.prompt), edit_from_spec(json.loads(arguments.edit))
    target = folder.prompt(edit.prompt)

    def invert(form: dict, steps):
        unet.requires_grad_(form["as_written"])
        unet.zero_grad(set_to_none=True)
        unet.set_attn_processor(form["processor"]())
        start = time.perf_counter()
        conditional, empty = folder.embed(arguments.prompt), folder.embed("")
        inverted = null_text(
            unet, steps, folder.encode(picture), conditional, empty, guidance,
            arguments.inner_steps, arguments.tolerance, form["as_written"],
        )  # fmt: skip
        redrawn = folder.decode(inverted.trajectory[-1:])
        return inverted, redrawn, time.perf_counter() - start

    for name, form in FORMS.items():
        invert(form, folder.schedule(2))  # warm-up
        inverted, redrawn, seconds = invert(form, schedule)
        report[name] = {
            "seconds": seconds,
            "psnr": psnr(redrawn, np.asarray(picture)),
            "unetEvaluations": inverted.forwards,
            "gradientEvaluations": sum(inverted.inner_steps),
        }

    start = time.perf_counter()
    contexts = torch.cat([folder.embed(arguments.prompt), folder.embed(edit.prompt)])
    path = run_edit(
        unet, schedule, inverted, edit, source, target, contexts, guidance, folder.settings
    )
    folder.decode(path[-1:])
    report["edit"] = {
        "seconds": time.perf_counter() - start,
        "unetEvaluations": 4 * schedule.steps,
    }
    report["peakRssMiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(report))


if __name__ == "__main__":
    main()
