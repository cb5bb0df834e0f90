import type { TextBlock } from '../../../bot/view/views.ts';
/** A block of text in Discord's markdown. */
export declare function markdownOf({ style, lines }: TextBlock): string;
/** What people typed stays as they typed it: no marks, mentions, custom emoji or links. */
export declare function escapeMarkdown(text: string): string;
