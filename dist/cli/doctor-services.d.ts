import type { Config } from '../config.ts';
/** Where everything is kept: whether it takes and gives, and how much room there is. */
export declare function describeStore({ store, keepMs }: Config): Promise<string>;
/** Where jobs wait, and how many workers take them. */
export declare function describeQueue({ queue }: Config): Promise<string>;
/** @param api another address of Discord's, for tests */
export declare function describeDiscord({ discord }: Config, api?: string): Promise<string>;
/** @param api another address of Slack's, for tests */
export declare function describeSlack({ slack }: Config, api?: string): Promise<string>;
/** Who can reach the web chat. */
export declare function describeWeb({ web }: Config): Promise<string>;
/** Whether the operator's classifier can be used. */
export declare function describeSafety({ safety }: Config): Promise<string>;
