import { z } from 'zod';

/** Where the doubles are, and what logs in to them: the argument of the bot's process. */
export const Doubles = z.object({
  discord: z.object({ token: z.string(), api: z.string(), fileOrigins: z.array(z.string()) }),
  slack: z.object({
    botToken: z.string(),
    appToken: z.string(),
    api: z.string(),
    fileOrigins: z.array(z.string()),
  }),
});
export type Doubles = z.infer<typeof Doubles>;

/** `begin` starts the measuring anew; `figures` asks for what was measured since. */
export const BotOrder = z.enum(['begin', 'figures']);
export type BotOrder = z.infer<typeof BotOrder>;

export const Ready = z.object({ address: z.string() });
export const Figures = z.object({ worstStallMs: z.number(), cpuSeconds: z.number() });
export type BotReport = z.infer<typeof Ready> | z.infer<typeof Figures>;
