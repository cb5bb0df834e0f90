import { type Finding, type Orderings, orderings } from '../findings.ts';
import type { Grade } from '../grade-edit.ts';

interface Figures {
  readonly backgroundPsnr: number;
  readonly objectSsim: number;
}

/** What the papers found of editors that follow CLIP's gradient, and whether it is so here. */
export function clipOrderings(edits: readonly (readonly [Grade['method'], Figures])[]): Orderings {
  const found = new Map(edits);
  const of = (method: Grade['method']) => {
    const figures = found.get(method);
    if (!figures) throw new Error(`${method} was not measured.`);
    return figures;
  };
  const [vqgan, live] = [of('vqgan-clip'), of('text2live')];
  const findings: readonly Finding[] = [
    [
      'Text2LIVE leaves more of the rest alone than VQGAN+CLIP',
      live.backgroundPsnr > vqgan.backgroundPsnr,
    ],
    ['and draws nearer to the truth', live.objectSsim > vqgan.objectSsim],
    [
      'Prompt-to-Prompt draws nearer than both (Imagic and InstructPix2Pix compare with Text2LIVE)',
      of('prompt-to-prompt').objectSsim > Math.max(vqgan.objectSsim, live.objectSsim),
    ],
    [
      'CLIP guidance falls behind classifier-free guidance (GLIDE), both on SDEdit’s path',
      of('sdedit').objectSsim > of('clip-guidance').objectSsim,
    ],
  ];
  return orderings(
    'The papers’ orderings of editors that follow CLIP’s gradient, and whether they hold here:',
    findings,
    'Their success is read by the judge, whose convolutions CLIP shares: it says little of them, and object SSIM more.',
  );
}
