import type { Requester } from '../request/requests.ts';
import type { Result } from '../thread/thread.ts';

/** A result that nobody has queued yet: it has no id. */
export type Draft = Pick<
  Result,
  | 'title'
  | 'prompt'
  | 'replacements'
  | 'weights'
  | 'edited'
  | 'options'
  | 'assumed'
  | 'mask'
  | 'subjects'
  | 'base'
  | 'parent'
  | 'source'
>;

/** The draft of a posted picture's own result, which its inversion redraws. */
export function inversionDraft(prompt: string, source: string): Draft {
  return {
    ...{ title: prompt, prompt, parent: null, source },
    ...{ replacements: [], weights: [], edited: [], options: {} },
  };
}

/** A result that has not been drawn. Of the one that it was planned from it takes nothing else. */
export function resultFrom(draft: Draft, id: string, requester: Requester): Result {
  const { title, prompt, replacements, weights, edited, options } = draft;
  const { assumed, mask, base, subjects = [], parent, source } = draft;
  return {
    ...{ id, parent, source, title, prompt, replacements, weights, edited, options },
    ...(assumed !== undefined && { assumed }),
    ...(mask !== undefined && { mask }),
    ...(base !== undefined && { base }),
    ...(subjects.length > 0 && { subjects }),
    ...{ requester, pictures: [], chosen: 0, reactions: [] },
  };
}
