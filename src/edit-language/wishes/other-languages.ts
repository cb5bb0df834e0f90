/** Wishes in other languages: the model reads English, so they are read word by word, and only offered. */

const ENGLISH: Readonly<Record<string, string>> = {
  make: 'mach mache machen mal male fais rends haz fai rendi pon',
  replace: 'ersetze ersetz ändere tausche remplace échange reemplaza sustituye cambia sostituisci',
  turn: 'verwandle verwandele transforme transforma trasforma convierte',
  add: 'füge fügen ajoute ajouter mets añade agrega aggiungi metti',
  remove: 'entferne lösche nimm enlève supprime retire quita elimina togli rimuovi',
  it: 'daraus es ihn ihm lo',
  the: 'die der das den dem le la les el los las il gli',
  a: 'einen eine ein einem einer un une una uno',
  with: 'durch mit par avec por con',
  without: 'ohne keinen keine kein sans sin senza',
  into: 'zu zum zur en',
  in: 'im',
  on: 'auf sur sobre su',
  and: 'und et y',
  more: 'mehr plus más più',
  less: 'weniger moins menos meno',
  'instead of': 'statt anstatt',
  please: 'bitte',
  cat: 'katze kätzchen chat gato gatto',
  dog: 'hund chien perro cane',
  lion: 'löwe löwen lion león leone',
  tiger: 'tigre',
  bear: 'bär bären ours oso orso',
  fox: 'fuchs renard zorro volpe',
  rabbit: 'hase hasen kaninchen lapin conejo coniglio',
  horse: 'pferd cheval caballo cavallo',
  wolf: 'loup lobo lupo',
  background: 'hintergrund fond fondo sfondo',
  hat: 'hut chapeau sombrero cappello',
  crown: 'krone couronne corona',
  glasses: 'brille lunettes gafas occhiali',
  snow: 'schnee neige nieve neve',
  rain: 'regen pluie lluvia pioggia',
  red: 'rot rote roten rouge rojo rosso',
  blue: 'blau blaue blauen bleu azul blu',
  green: 'grün grüne grünen vert verde',
  yellow: 'gelb gelbe gelben jaune amarillo giallo',
  black: 'schwarz schwarze schwarzen noir noire negro nero',
  pink: 'rosa rose',
  brown: 'braun braune marron marrón',
  gray: 'grau graue gris grigio',
  mouse: 'maus souris ratón topo',
  pig: 'schwein cochon cerdo maiale',
  cow: 'kuh vache vaca mucca',
  frog: 'frosch grenouille rana',
  monkey: 'affe affen singe mono scimmia',
  bow: 'schleife nœud lazo fiocco',
  '': 'de du des del hinzu weg bitte daran s’il te plaît por favor',
};
const english = new Map(
  Object.entries(ENGLISH).flatMap(([word, others]) =>
    others.split(' ').map((other) => [other, word] as const),
  ),
);
const VERBS = new Set(['make', 'replace', 'turn', 'add', 'remove', 'without', 'more', 'less']);

/**
 * A wish of another language in English words, as far as a small list has them; null for English, and for
 * what begins with nothing that asks for a change.
 */
export function inEnglish(typed: string): string | null {
  const words =
    typed
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{M}’']+/gu) ?? [];
  const first = english.get(words[0] ?? '');
  const found = words.filter((word) => english.has(word));
  if (first === undefined || !VERBS.has(first) || found.length < 2) return null;
  return words
    .map((word) => english.get(word) ?? word)
    .filter((word) => word !== '')
    .join(' ');
}

/** Whether a text is surely not English: by its script, or by its small words. */
export function isForeign(typed: string): boolean {
  const letters = typed.match(/\p{L}/gu) ?? [];
  const others = letters.filter((letter) => !/\p{Script=Latin}/u.test(letter));
  return others.length > letters.length / 2 || inEnglish(typed) !== null;
}
