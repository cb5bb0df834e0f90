/** Something that a person may not have now; the message is a sentence for them. */
export class Refusal extends Error {}
