import type { Visibility } from './requests.ts';
/** The one table of commands: adapters register and show these, the bot answers them. */
export declare const COMMANDS: readonly [{
    readonly name: 'invert';
    readonly description: 'Post a picture with one sentence about it, and edit it by its words';
    readonly where: 'anywhere';
    readonly visibility: 'public';
    readonly options: readonly [{
        readonly name: 'picture';
        readonly type: 'picture';
        readonly description: 'The picture to edit';
        readonly required: false;
    }, {
        readonly name: 'prompt';
        readonly type: 'text';
        readonly description: 'One sentence that describes the picture';
        readonly required: false;
    }, {
        readonly name: 'fidelity';
        readonly type: 'choice';
        readonly description: 'quick is ready within seconds, full is the closest';
        readonly required: false;
        readonly choices: readonly ["quick", "full"];
    }];
}, {
    readonly name: 'edit';
    readonly description: 'Change words of the sentence: "a cat" -> "a lion"';
    readonly where: 'thread';
    readonly visibility: 'public';
    readonly options: readonly [{
        readonly name: 'edit';
        readonly type: 'text';
        readonly description: '"a cat" -> "a lion", "snow" * 2, + "in the rain"';
        readonly required: true;
        readonly rest: true;
        readonly suggest: true;
    }, {
        readonly name: 'mask';
        readonly type: 'picture';
        readonly description: 'For “using inpaint”: a picture, white where to redraw';
        readonly required: false;
    }];
}, {
    readonly name: 'compare';
    readonly description: 'Draw one edit with every method, side by side';
    readonly where: 'thread';
    readonly visibility: 'public';
    readonly options: readonly [{
        readonly name: 'edit';
        readonly type: 'text';
        readonly description: '"a cat" -> "a lion"';
        readonly required: true;
        readonly rest: true;
        readonly suggest: true;
    }];
}, {
    readonly name: 'words';
    readonly description: 'Show where each word of the sentence acts';
    readonly where: 'thread';
    readonly visibility: 'public';
    readonly options: readonly [];
}, {
    readonly name: 'history';
    readonly description: 'Show the pictures of this thread and how they came about';
    readonly where: 'thread';
    readonly visibility: 'private';
    readonly options: readonly [];
}, {
    readonly name: 'undo';
    readonly description: 'Go back to the picture before the last edit';
    readonly where: 'thread';
    readonly visibility: 'public';
    readonly options: readonly [];
}, {
    readonly name: 'cancel';
    readonly description: 'Stop your work in this thread, waiting or running';
    readonly where: 'anywhere';
    readonly visibility: 'private';
    readonly options: readonly [];
}, {
    readonly name: 'queue';
    readonly description: 'Show what is running and waiting';
    readonly where: 'anywhere';
    readonly visibility: 'private';
    readonly options: readonly [];
}, {
    readonly name: 'gallery';
    readonly description: 'Start from an example picture';
    readonly where: 'anywhere';
    readonly visibility: 'public';
    readonly options: readonly [{
        readonly name: 'example';
        readonly type: 'text';
        readonly description: 'Words of an example’s caption';
        readonly required: false;
        readonly rest: true;
        readonly suggest: true;
    }];
}, {
    readonly name: 'settings';
    readonly description: 'Show or change the defaults of this thread or channel';
    readonly where: 'anywhere';
    readonly visibility: 'private';
    readonly options: readonly [{
        readonly name: 'fidelity';
        readonly type: 'choice';
        readonly description: 'How closely pictures are taken over';
        readonly required: false;
        readonly choices: readonly ["quick", "full"];
    }, {
        readonly name: 'strength';
        readonly type: 'number';
        readonly description: 'How far words may pull the picture, 0 to 1';
        readonly required: false;
        readonly min: 0;
        readonly max: 1;
    }, {
        readonly name: 'structure';
        readonly type: 'number';
        readonly description: 'How much of the layout stays, 0 to 1';
        readonly required: false;
        readonly min: 0;
        readonly max: 1;
    }];
}, {
    readonly name: 'forget';
    readonly description: 'Delete pictures and everything kept about them';
    readonly where: 'anywhere';
    readonly visibility: 'private';
    readonly options: readonly [{
        readonly name: 'what';
        readonly type: 'choice';
        readonly description: 'thread: this thread; mine: all your pictures; everything: this whole server';
        readonly required: false;
        readonly choices: readonly ["thread", "mine", "everything"];
    }];
}, {
    readonly name: 'help';
    readonly description: 'Show what can be done here, with examples';
    readonly where: 'anywhere';
    readonly visibility: 'private';
    readonly options: readonly [];
}];
export type CommandName = (typeof COMMANDS)[number]['name'];
export interface CommandSpec {
    readonly name: string;
    /** At most 100 characters. */
    readonly description: string;
    /** `thread`: only where a picture is being edited. */
    readonly where: 'anywhere' | 'thread';
    /** How the adapter should defer; the answer may still be private when it is a refusal. */
    readonly visibility: Visibility;
    readonly options: readonly OptionSpec[];
}
export interface OptionSpec {
    readonly name: string;
    readonly type: 'text' | 'number' | 'choice' | 'picture';
    readonly description: string;
    readonly required: boolean;
    /** In typed commands this option takes the rest of the line. */
    readonly rest?: boolean;
    /** Ask `BotFace.suggest` while it is being typed. */
    readonly suggest?: boolean;
    readonly choices?: readonly string[];
    readonly min?: number;
    readonly max?: number;
}
/** The name of the message menu's entry; Discord and Slack show it on every message. */
export declare const SHORTCUT_NAME = "Edit this picture";
export declare function commandNamed(name: string): CommandSpec | undefined;
export declare function isCommandName(name: string): name is CommandName;
export interface TypedCommand {
    readonly name: CommandName;
    readonly options: Readonly<Record<string, string | number>>;
}
/**
 * Reads a typed command: `/edit "a cat" -> "a lion"`, `!undo`, `settings strength 0.8`. Without a
 * mark, only a command's whole name counts, so ask only where people talk to the bot.
 *
 * Options are `name value`, `name:value` or `name=value`; the first bare rest is the text option.
 */
export declare function parseTypedCommand(text: string, { bare }?: {
    readonly bare?: boolean;
}): TypedCommand | null;
