/** The editors that follow CLIP's gradient, which only the bench has. */
export const CLIP_METHODS = ['clip-guidance', 'vqgan-clip', 'text2live'] as const;
export type ClipMethod = (typeof CLIP_METHODS)[number];

export const CLIP_LABELS: Readonly<Record<ClipMethod, string>> = {
  'clip-guidance': 'SDEdit guided by CLIP (GLIDE)',
  'vqgan-clip': 'VQGAN+CLIP',
  text2live: 'Text2LIVE',
};
