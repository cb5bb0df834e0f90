/** Replies as platform-free blocks. Plain data: adapters render it, tests read it. */

export interface View<P = PictureFile> {
  /** What the message is about, for its colour or mark. */
  readonly tone: Tone;
  readonly blocks: readonly Block<P>[];
}

/** A view as it is made: its pictures are named, and `illustrate` loads them. */
export type Sketch = View<SketchPicture>;
export type SketchPicture = PictureFile | PictureRef;

/** `problem` is a refusal or a failure: its text says what to do next. */
export type Tone = 'plain' | 'working' | 'done' | 'problem';

export type Block<P = PictureFile> =
  | TextBlock
  | PictureBlock<P>
  | CompareBlock<P>
  | GridBlock<P>
  | HeatStripBlock<P>
  | ProgressBlock<P>
  | ButtonsBlock
  | HandlesBlock;

/** One paragraph, or a list of them. */
export interface TextBlock {
  readonly kind: 'text';
  readonly style: 'heading' | 'body' | 'note' | 'list';
  readonly lines: readonly Line[];
}

/** Text in which what people typed stays plain: an adapter escapes every piece for its platform. */
export type Line = readonly Inline[];
export type Inline =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  | { readonly command: string }; // a command to type, shown as code, clickable where possible

/** PNG bytes. The same id always has the same bytes, so an unchanged picture need not be sent twice. */
export interface PictureFile {
  readonly id: string;
  /** A safe file name with its extension. */
  readonly name: string;
  readonly alt: string;
  readonly bytes: Uint8Array;
}

/** A stored picture. */
export interface PictureRef {
  readonly id: string | undefined;
  readonly alt: string;
  /** As it is stored; else small ones are enlarged to be looked at. */
  readonly isFullSize?: boolean;
  /** The view makes sense without it; a view whose other pictures are not kept any more does not. */
  readonly isOptional?: boolean;
}

export interface PictureBlock<P = PictureFile> {
  readonly kind: 'picture';
  readonly picture: P;
}

/** Before and after: a slider where there is one, else `sideBySide` of `pictures.ts`. */
export interface CompareBlock<P = PictureFile> {
  readonly kind: 'compare';
  readonly before: P;
  readonly after: P;
}

/**
 * Several pictures, numbered from 1: else `gridOf` of `pictures.ts`. Where buttons follow in the
 * same view, the first ones stand for the pictures, in order.
 */
export interface GridBlock<P = PictureFile> {
  readonly kind: 'grid';
  readonly pictures: readonly P[];
  /** Under each picture: its name on the first line, what else there is to know on the next ones. */
  readonly captions?: readonly string[];
  /** Runs of pictures that belong together, in order, under a title each; every picture is in one. */
  readonly groups?: readonly GridGroup[];
}

export interface GridGroup {
  readonly title: string;
  readonly count: number;
}

/** What every word looks at, over the picture: else `heatStrip` of `pictures.ts`. */
export interface HeatStripBlock<P = PictureFile> {
  readonly kind: 'heat-strip';
  readonly picture: P;
  readonly words: readonly { readonly word: string; readonly overlay: P }[];
}

export interface ProgressBlock<P = PictureFile> {
  readonly kind: 'progress';
  readonly label: string;
  /** 0 … 1, or null while waiting. */
  readonly fraction: number | null;
  /** The picture as far as it has come; left out where a message cannot change its pictures. */
  readonly picture?: P;
}

export interface ButtonsBlock {
  readonly kind: 'buttons';
  /** What people need: shown at once. */
  readonly buttons: readonly Button[];
  /** The rest: behind one button, or in a menu. */
  readonly more?: readonly Button[];
}

/** The words of a sentence: a menu of which each opens a form, or words to click. */
export interface HandlesBlock {
  readonly kind: 'handles';
  readonly label: string;
  readonly handles: readonly {
    /** As a button’s. */
    readonly id: string;
    readonly word: string;
  }[];
}

export interface Button {
  /** At most 100 characters; says everything the bot needs, so that it works after a restart. */
  readonly id: string;
  readonly label: string;
  readonly style: 'normal' | 'primary' | 'danger';
  /** Opens a form first, where the platform has forms: ask `BotFace.form` when it is pressed. */
  readonly form?: boolean;
}

/** A form to fill in: a modal on Discord and Slack, a dialog on the web. */
export interface Form {
  /** At most 80 characters, sent back as `FormRequest.id`: Discord’s 100, less a message’s id. */
  readonly id: string;
  /** At most 24 characters. */
  readonly title: string;
  readonly submit: string;
  readonly fields: readonly FormField[];
}

export type FormField =
  | {
      readonly kind: 'text';
      readonly id: string;
      readonly label: string;
      readonly value?: string;
      readonly placeholder?: string;
      readonly hint?: string;
      readonly maxLength: number;
      readonly required: boolean;
    }
  | { readonly kind: 'picture'; readonly id: string; readonly label: string }
  | {
      readonly kind: 'pictures';
      readonly id: string;
      readonly label: string;
      readonly least: number;
      readonly most: number;
    };

/** `line\`Editing ${strong('cat')}\`` keeps every piece apart. */
export function line(strings: TemplateStringsArray, ...values: readonly Inline[]): Line {
  return strings.flatMap((text, i) => [text, values[i] ?? '']).filter((piece) => piece !== '');
}
export const strong = (text: string): Inline => ({ strong: text });
export const code = (text: string): Inline => ({ code: text });
export const command = (text: string): Inline => ({ command: text });

export function text(...lines: readonly (Line | string)[]): TextBlock {
  return { kind: 'text', style: 'body', lines: lines.map(asLine) };
}
export function heading(value: Line | string): TextBlock {
  return { kind: 'text', style: 'heading', lines: [asLine(value)] };
}
export function note(...lines: readonly (Line | string)[]): TextBlock {
  return { kind: 'text', style: 'note', lines: lines.map(asLine) };
}
export function list(...lines: readonly (Line | string)[]): TextBlock {
  return { kind: 'text', style: 'list', lines: lines.map(asLine) };
}
function asLine(value: Line | string): Line {
  return typeof value === 'string' ? [value] : value;
}

export function buttons(items: readonly Button[], more: readonly Button[] = []): ButtonsBlock {
  return { kind: 'buttons', buttons: items, ...(more.length > 0 && { more }) };
}

export function view<P = never>(tone: Tone, ...blocks: readonly (Block<P> | null)[]): View<P> {
  return { tone, blocks: blocks.filter((block) => block !== null) };
}

/** A block that shows other pictures in the places of its own. */
export function withPictures<P, Q>(block: Block<P>, other: (picture: P) => Q): Block<Q> {
  switch (block.kind) {
    case 'picture':
      return { ...block, picture: other(block.picture) };
    case 'compare':
      return { ...block, before: other(block.before), after: other(block.after) };
    case 'grid':
      return { ...block, pictures: block.pictures.map(other) };
    case 'heat-strip': {
      const words = block.words.map(({ word, overlay }) => ({ word, overlay: other(overlay) }));
      return { ...block, picture: other(block.picture), words };
    }
    case 'progress': {
      const { picture, ...progress } = block;
      return { ...progress, ...(picture !== undefined && { picture: other(picture) }) };
    }
    default:
      return block;
  }
}

/** A refusal: a sentence that says what to do next. */
export function problem(...lines: readonly (Line | string)[]): View<never> {
  return view('problem', text(...lines));
}

/** The words of a view without marks, for notifications, logs and tests. */
export function plainText({ blocks }: View<{ readonly alt: string }>): string {
  return blocks.flatMap(plainBlock).join('\n');
}

function plainBlock(block: Block<{ readonly alt: string }>): readonly string[] {
  switch (block.kind) {
    case 'text':
      return block.lines.map(plainLine);
    case 'progress':
      return [block.label];
    case 'picture':
      return [block.picture.alt];
    case 'compare':
      return [block.after.alt];
    case 'grid':
      return block.pictures.map((picture) => picture.alt);
    case 'heat-strip':
      return [block.words.map(({ word }) => word).join(' ')];
    case 'buttons':
    case 'handles':
      return [];
  }
}

export function plainLine(pieces: Line): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('strong' in piece) return piece.strong;
      return 'code' in piece ? piece.code : piece.command;
    })
    .join('');
}
