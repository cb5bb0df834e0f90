import type { BotRequest } from './requests.ts';
/**
 * Text as it may be stored, drawn and shown to others: nothing in it is invisible, turns the
 * reading direction around (UAX #9), or piles up on one letter.
 */
export declare function cleanText(text: string): string;
/** A request in which everything that people wrote is clean; ids and reactions stay as they are. */
export declare function cleanRequest(request: BotRequest): BotRequest;
