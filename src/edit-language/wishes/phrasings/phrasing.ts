/** What one part of a sentence asks for; the words are as typed, in lower case. */
export type Wish =
  | { readonly do: 'swap'; readonly from: string; readonly to: string }
  /** “make the background blue”: where the first part ends is for the picture's sentence to say. */
  | { readonly do: 'make'; readonly rest: string }
  /** The picture's subject becomes it. */
  | { readonly do: 'become'; readonly to: string }
  | { readonly do: 'add'; readonly what: string }
  /** “give the cat a hat” */
  | { readonly do: 'give'; readonly rest: string }
  /** “the cat with a hat”: a thing that the picture shows, with something worn or a kind of weather. */
  | { readonly do: 'dressed'; readonly what: string; readonly rest: string }
  | { readonly do: 'remove'; readonly what: string }
  | { readonly do: 'weigh'; readonly what: string; readonly factor: number }
  /** “put the cat on a blue background”: a place, after something that is in the picture. */
  | {
      readonly do: 'put';
      readonly what: string;
      readonly preposition: string;
      readonly where: string;
    }
  /** A phrase without a verb: “blue background”, “at night”. */
  | { readonly do: 'say'; readonly phrase: string };

export type Groups = Readonly<Record<string, string>>;
export interface Phrasing {
  readonly pattern: RegExp;
  readonly wish: (groups: Groups) => Wish;
}
