/** Replies as platform-free blocks. Plain data: adapters render it, tests read it. */
export interface View {
    /** What the message is about, for its colour or mark. */
    readonly tone: Tone;
    readonly blocks: readonly Block[];
}
/** `problem` is a refusal or a failure: its text says what to do next. */
export type Tone = 'plain' | 'working' | 'done' | 'problem';
export type Block = TextBlock | PictureBlock | CompareBlock | GridBlock | HeatStripBlock | ProgressBlock | ButtonsBlock;
/** One paragraph, or a list of them. */
export interface TextBlock {
    readonly kind: 'text';
    readonly style: 'heading' | 'body' | 'note' | 'list';
    readonly lines: readonly Line[];
}
/** Text in which what people typed stays plain: an adapter escapes every piece for its platform. */
export type Line = readonly Inline[];
export type Inline = string | {
    readonly strong: string;
} | {
    readonly code: string;
} | {
    readonly command: string;
};
/** PNG bytes. The same id always has the same bytes, so an unchanged picture need not be sent twice. */
export interface PictureFile {
    readonly id: string;
    /** A safe file name with its extension. */
    readonly name: string;
    readonly alt: string;
    readonly bytes: Uint8Array;
}
export interface PictureBlock {
    readonly kind: 'picture';
    readonly picture: PictureFile;
}
/** Before and after: a slider where there is one, else `sideBySide` of `pictures.ts`. */
export interface CompareBlock {
    readonly kind: 'compare';
    readonly before: PictureFile;
    readonly after: PictureFile;
}
/**
 * Several pictures, numbered from 1: else `gridOf` of `pictures.ts`. Where buttons follow in the
 * same view, the first ones stand for the pictures, in order.
 */
export interface GridBlock {
    readonly kind: 'grid';
    readonly pictures: readonly PictureFile[];
    /** Under each picture: its name on the first line, what else there is to know on the next ones. */
    readonly captions?: readonly string[];
}
/** What every word looks at, over the picture: else `heatStrip` of `pictures.ts`. */
export interface HeatStripBlock {
    readonly kind: 'heat-strip';
    readonly picture: PictureFile;
    readonly words: readonly {
        readonly word: string;
        readonly overlay: PictureFile;
    }[];
}
export interface ProgressBlock {
    readonly kind: 'progress';
    readonly label: string;
    /** 0 … 1, or null while waiting. */
    readonly fraction: number | null;
    /** The picture as far as it has come; left out where a message cannot change its pictures. */
    readonly picture?: PictureFile;
}
export interface ButtonsBlock {
    readonly kind: 'buttons';
    readonly buttons: readonly Button[];
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
export type FormField = {
    readonly kind: 'text';
    readonly id: string;
    readonly label: string;
    readonly value?: string;
    readonly placeholder?: string;
    readonly hint?: string;
    readonly maxLength: number;
    readonly required: boolean;
} | {
    readonly kind: 'picture';
    readonly id: string;
    readonly label: string;
};
/** `line\`Editing ${strong('cat')}\`` keeps every piece apart. */
export declare function line(strings: TemplateStringsArray, ...values: readonly Inline[]): Line;
export declare const strong: (text: string) => Inline;
export declare const code: (text: string) => Inline;
export declare const command: (text: string) => Inline;
export declare function text(...lines: readonly (Line | string)[]): TextBlock;
export declare function heading(value: Line | string): TextBlock;
export declare function note(...lines: readonly (Line | string)[]): TextBlock;
export declare function list(...lines: readonly (Line | string)[]): TextBlock;
export declare function buttons(items: readonly Button[]): ButtonsBlock;
export declare function view(tone: Tone, ...blocks: readonly (Block | null)[]): View;
/** A refusal: a sentence that says what to do next. */
export declare function problem(...lines: readonly (Line | string)[]): View;
/** The words of a view without marks, for notifications, logs and tests. */
export declare function plainText({ blocks }: View): string;
export declare function plainLine(pieces: Line): string;
