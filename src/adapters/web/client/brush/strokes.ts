/** A line that was drawn over a picture; everything is a share of the picture's width. */
export interface Stroke {
  readonly width: number;
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Draws strokes with round ends over the whole of a canvas, in one colour. */
export function drawStrokes(
  canvas: HTMLCanvasElement,
  strokes: readonly Stroke[],
  { colour, ground }: { readonly colour: string; readonly ground: string | null },
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  if (ground !== null) {
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
  }
  context.strokeStyle = colour;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const { width: own, points } of strokes) {
    const [first, ...others] = points;
    if (!first) continue;
    context.lineWidth = own * width;
    context.beginPath();
    context.moveTo(first.x * width, first.y * width);
    // A click alone is a dot.
    for (const point of others.length > 0 ? others : [first])
      context.lineTo(point.x * width, point.y * width);
    context.stroke();
  }
}

/** The mask that strokes are: white on black, in the picture's size. */
export async function maskOf(
  strokes: readonly Stroke[],
  size: { readonly width: number; readonly height: number },
): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  drawStrokes(canvas, strokes, { colour: '#fff', ground: '#000' });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser cannot make a picture of what was drawn.');
  return new File([blob], 'mask.png', { type: 'image/png' });
}
