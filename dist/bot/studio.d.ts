import type { Chat } from './chat/chat.ts';
import type { Gallery } from './commands/gallery.ts';
import type { ReactionDesk } from './commands/reaction-desk.ts';
import type { Workshop } from './job/workshop.ts';
import type { Policy } from './policy/policy.ts';
import type { BotRequest, PlatformName } from './request/requests.ts';
import type { Stores } from './store/stores.ts';
import type { Fidelity, Settings, Threads } from './thread/threads.ts';
import type { Replies } from './view/replies.ts';
/** What every handler works with. */
export interface Studio {
    readonly stores: Stores;
    readonly threads: Threads;
    readonly replies: Replies;
    readonly workshop: Workshop;
    readonly reactions: ReactionDesk;
    readonly policy: Policy;
    readonly gallery: Gallery;
    readonly chatOf: (platform: PlatformName) => Chat;
    readonly newId: () => string;
    /** The defaults that count at a place: its thread's, its channel's, the bot's. */
    readonly settingsAt: (request: BotRequest) => Promise<Settings & {
        readonly fidelity: Fidelity;
    }>;
}
