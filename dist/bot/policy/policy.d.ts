import type { QueuedJob } from '../queue/job-queue.ts';
import { type BotRequest } from '../request/requests.ts';
import type { Requester } from '../thread/threads.ts';
import type { Hourly } from './hourly.ts';
/** Who may, how many, how big. Empty lists allow everybody and everything. */
export interface PolicySettings {
    readonly jobsPerPerson: number;
    /** Pictures of one hour; 0 or none for no limit. The web chat has none. */
    readonly hourlyPerPerson?: number;
    readonly hourlyPerChannel?: number;
    /** Ids of people who are moderators everywhere and whom no list keeps out. */
    readonly owners?: readonly string[];
    readonly maxPictureBytes: number;
    readonly allowedChannels: readonly string[];
    readonly allowedRoles: readonly string[];
    readonly blockedPeople: readonly string[];
    readonly blockedWords: readonly string[];
}
/** Every refusal is a sentence for the person; null means yes. */
export declare class Policy {
    #private;
    constructor(settings: PolicySettings, hourly: Hourly);
    get maxPictureBytes(): number;
    /** The request with the rights that the settings give its person. */
    recognise(request: BotRequest): BotRequest;
    /** Whether the person may use the bot here at all. The web chat belongs to who runs it. */
    refuseRequest(request: BotRequest): string | null;
    /** Whether the person may add one more job. */
    refuseJob(request: BotRequest, jobs: readonly QueuedJob[]): Promise<string | null>;
    refusePrompt(prompt: string): string | null;
    /** Only the requester or a moderator may delete and cancel. */
    mayManage({ place, person }: BotRequest, requester: Requester): boolean;
}
