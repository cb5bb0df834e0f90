import { personKey } from '../request/requests.js';
const MAX_PROMPT_LENGTH = 500;
/** Every refusal is a sentence for the person; null means yes. */
export class Policy {
    #settings;
    #hourly;
    constructor(settings, hourly) {
        this.#settings = settings;
        this.#hourly = hourly;
    }
    get maxPictureBytes() {
        return this.#settings.maxPictureBytes;
    }
    /** The request with the rights that the settings give its person. */
    recognise(request) {
        return this.#isOwner(request)
            ? { ...request, person: { ...request.person, moderator: true, administrator: true } }
            : request;
    }
    /** Whether the person may use the bot here at all. The web chat belongs to who runs it. */
    refuseRequest(request) {
        const { place, person } = request;
        const { allowedChannels, allowedRoles, blockedPeople } = this.#settings;
        if (place.platform === 'web' || this.#isOwner(request))
            return null;
        if (blockedPeople.includes(person.id))
            return 'You cannot use Wordbrush here. Ask a moderator if you think that is a mistake.';
        if (allowedChannels.length > 0 && !allowedChannels.includes(place.channel))
            return 'Wordbrush is not switched on in this channel. Use one where it is, or ask a moderator to allow this one.';
        if (allowedRoles.length > 0 && !person.roles?.some((role) => allowedRoles.includes(role)))
            return 'Wordbrush is for certain roles here, and you have none of them. Ask a moderator for one.';
        return null;
    }
    /** Whether the person may add one more job. */
    async refuseJob(request, jobs) {
        const person = personKey(request.place, request.person);
        // The long inversion that follows a quick one is the bot's own idea.
        const own = jobs.filter(({ job }) => job.requester.key === person && job.kind !== 'full').length;
        if (own < this.#settings.jobsPerPerson)
            return this.#isOwner(request) ? null : await this.#hourly.refuse(request);
        return `You already have ${own} pictures in the queue, which is the most for one person. Wait for one, or stop them with /cancel.`;
    }
    refusePrompt(prompt) {
        if (prompt.length > MAX_PROMPT_LENGTH)
            return `A prompt may have ${MAX_PROMPT_LENGTH} characters; this one has ${prompt.length}. Say it shorter.`;
        const words = plainWords(prompt);
        const blocked = this.#settings.blockedWords.find((word) => words.includes(plainWords(word)));
        return blocked === undefined
            ? null
            : `“${blocked}” is not allowed here. Leave that out and try again.`;
    }
    /** Only the requester or a moderator may delete and cancel. */
    mayManage({ place, person }, requester) {
        return person.moderator || requester.key === personKey(place, person);
    }
    #isOwner({ place, person }) {
        return place.platform !== 'web' && (this.#settings.owners ?? []).includes(person.id);
    }
}
/** Words between spaces, as a reader takes them: without case, marks, wide or styled letters. */
function plainWords(text) {
    const letters = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    return ` ${letters
        .split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean)
        .join(' ')} `;
}
