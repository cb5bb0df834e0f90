import type { App } from '@slack/bolt';
import type { BotFace } from '../../../bot/chat/chat.ts';
import type { Place } from '../../../bot/request/requests.ts';
import type { SlackChat } from '../outgoing/slack-chat.ts';
import type { FileSource } from './attachments.ts';
import type { People } from './people.ts';
/** What listening to Slack needs. */
export interface ListenerParts {
    readonly app: App;
    readonly bot: BotFace;
    readonly chat: SlackChat;
    readonly people: People;
    /** The team that the token is of: payloads name others in channels that teams share. */
    readonly workspace: string;
    readonly botUserId: string;
    readonly files: FileSource;
    /** Runs what an event caused; never rejects. */
    readonly run: (work: () => Promise<void>) => Promise<void>;
}
export declare function placeIn(workspace: string, channel: string, thread?: string): Place;
