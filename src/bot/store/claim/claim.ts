/** A bot's claim to its stores, until it is released or the process ends, however it ends. */
export interface Claim {
  release(): Promise<void>;
}
