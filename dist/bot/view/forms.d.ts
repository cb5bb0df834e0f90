import type { BotRequest } from '../request/requests.ts';
import type { Studio } from '../studio.ts';
import type { Form } from './views.ts';
/** The form that a request wants to have filled in first, or null. */
export declare function formFor(studio: Studio, request: BotRequest): Promise<Form | null>;
