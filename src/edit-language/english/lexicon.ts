import { keyOf } from '../../pipeline/text/text.ts';
import { openKindOf } from './open-words.ts';

/** What a word is the name of. `places` stand with a preposition of their own. */
export const KINDS = [
  'animals',
  'people',
  'fruit',
  'plants',
  'food',
  'things',
  'worn',
  'colours',
  'patterns',
  'sizes',
  'amounts',
  'weather',
  'times',
  'places',
  'media',
  'looks',
] as const;
export type Kind = (typeof KINDS)[number];

/** Common words by kind: what people name when they describe a picture or wish for a change. */
const MEMBERS: Readonly<Record<Kind, string>> = {
  animals: `cat lion tiger dog fox bear panda rabbit horse zebra wolf monkey pig cow koala frog mouse
    raccoon owl elephant giraffe leopard cheetah jaguar panther puma lynx hyena gorilla chimpanzee ape
    kangaroo deer moose elk reindeer goat sheep lamb ram donkey mule camel llama alpaca buffalo bison bull
    ox rhino rhinoceros hippo hippopotamus crocodile alligator lizard gecko chameleon snake turtle tortoise
    dinosaur dragon unicorn phoenix bird eagle hawk falcon parrot penguin duck goose swan chicken rooster
    hen turkey peacock flamingo pigeon dove crow raven sparrow robin starling seagull ostrich toucan fish
    shark whale dolphin seal walrus octopus squid crab lobster shrimp jellyfish starfish snail slug worm
    butterfly bee wasp ladybug beetle ant spider scorpion fly mosquito dragonfly caterpillar squirrel
    chipmunk hamster hedgehog rat bat beaver otter badger skunk sloth meerkat ferret weasel mole lemur
    corgi poodle bulldog husky dalmatian labrador terrier beagle`,
  people: `man woman boy girl child baby person people king queen prince princess knight pirate wizard
    witch ninja clown soldier astronaut doctor chef cowboy samurai viking angel fairy mermaid elf dwarf
    robot zombie vampire ghost alien monster superhero snowman santa teddy`,
  fruit: `apple pear orange strawberry cherry lemon lime banana grape grapes peach plum melon watermelon
    pineapple mango kiwi coconut blueberry raspberry pumpkin tomato carrot potato mushroom corn avocado
    broccoli cucumber`,
  plants: `tree flower rose tulip sunflower daisy cactus bush grass lavender poppy lily orchid fern ivy clover
    wheat palm`,
  food: `cake pizza burger hamburger sandwich donut doughnut cookie cupcake muffin pie bread cheese egg
    croissant pancake waffle icecream lollipop candy chocolate noodle sushi taco coffee tea`,
  things: `ball car house mountain hill rock boat
    ship sailboat plane airplane aeroplane helicopter rocket spaceship ufo train bus truck tractor
    motorbike motorcycle bicycle bike scooter van taxi castle tower building bridge lighthouse tent barn
    church temple pyramid chair table sofa bed lamp candle clock book phone computer laptop camera guitar
    piano drum violin trumpet sword shield wand key cup mug bottle bowl plate teapot vase
    basket box gift present balloon kite doll toy snowball football basketball star stars moon sun planet cloud clouds rainbow heart
    diamond gem crystal statue flag sign umbrella wings wing tail horns horn feather fire flame flames
    sparkles bubbles bubble leaf leaves grass fence window door mirror skull bone banjo`,
  worn: `hat crown bow glasses scarf tie necktie cap helmet mask dress shirt t-shirt coat jacket sweater
    hoodie suit boots shoes gloves socks necklace earring earrings ring belt cape cloak backpack monocle
    headphones wig beard moustache mustache beanie tiara sombrero collar bandana apron vest uniform goggles bowtie saddle veil armor armour`,
  colours: `red orange yellow green blue purple pink brown gray black white turquoise teal cyan beige gold
    golden silver lavender mint coral salmon peach mauve tan khaki aqua charcoal jade lime periwinkle`,
  patterns: `plain solid striped dotted checkered plaid spotted floral wavy zigzag`,
  sizes: `small big`,
  amounts: `light heavy medium moderate`,
  weather: `snow rain fog mist hail sleet storm wind thunderstorm blizzard snowstorm rainstorm hailstorm sandstorm tornado hurricane smoke sunshine`,
  times: `night nighttime night-time sunset sunrise dawn dusk noon midnight midday day daytime evening morning twilight winter summer autumn`,
  media: `painting drawing sketch watercolor watercolour cartoon illustration portrait anime comic poster sticker
    engraving etching mosaic doodle caricature polaroid photograph render rendering photo`,
  places: `beach sea ocean lake river forest woods jungle desert garden park
    meadow field city town village street road space sky kitchen room bedroom bathroom office school
    library museum cave island mountains farm zoo pool underwater`,
  looks: `cute happy sad angry funny scary fluffy furry old young new shiny dark bright wet dirty clean fat
    thin tall short long round wooden plastic metal metallic stone glass fancy pretty beautiful ugly lovely
    friendly sleepy tired grumpy cool cold hot warm spooky evil magical futuristic vintage retro modern
    realistic cartoon pixelated blurry colourful colorful transparent glowing neon burning frozen broken
    smiling laughing crying sleeping snowy rainy foggy sunny cloudy stormy windy misty sweet nice
    deep pale vivid rich pastel
    silly wild tame rusty robotic golden muddy dusty hairy`,
};

/** Other names for a member: what people say for it. */
const SYNONYMS: Readonly<Record<string, string>> = {
  cat: 'kitty kitten kittycat pussycat feline tomcat puss kitteh moggy tabby',
  dog: 'puppy pup doggo doggy doggie hound pooch canine mutt pupper',
  lion: 'lioness',
  rabbit: 'bunny hare bunnie',
  horse: 'pony stallion mare foal colt',
  pig: 'piggy piglet hog swine',
  cow: 'calf cattle moo',
  mouse: 'mousie',
  frog: 'toad froggy',
  bear: 'grizzly teddybear',
  fox: 'vixen foxy',
  monkey: 'chimp',
  raccoon: 'racoon',
  chicken: 'chick',
  bird: 'birdie birdy',
  robot: 'android droid cyborg',
  car: 'automobile auto vehicle racecar sedan',
  house: 'home hut cottage cabin villa bungalow',
  tree: 'oak pine fir palm birch',
  flower: 'blossom bloom',
  ball: 'soccer-ball soccerball',
  cake: 'gateau tart torte',
  strawberry: 'berry',
  hat: 'tophat top-hat fedora bonnet',
  crown: 'diadem coronet',
  bow: 'ribbon',
  glasses: 'sunglasses specs spectacles shades eyeglasses eyewear',
  gray: 'grey',
  beige: 'cream ivory',
  purple: 'violet lilac lavender magenta',
  red: 'crimson scarlet maroon ruby burgundy',
  blue: 'navy azure cobalt indigo',
  green: 'emerald olive lime-green',
  pink: 'rose-coloured fuchsia',
  yellow: 'lemon-yellow amber mustard',
  striped: 'stripes stripe stripey stripy lines',
  dotted: 'dots dot polka-dot polka-dots polka-dotted dotty',
  big: 'large huge giant enormous gigantic massive bigger larger biggest',
  small: 'little tiny mini smaller littler tinier teeny miniature',
  snow: 'snowfall snowing snowflake snowflakes snows flakes',
  rain: 'rainfall raining raindrops rains drizzle downpour shower showers',
  heavy: 'heavier heaviest',
  light: 'lighter',
  plane: 'jet aircraft',
  man: 'guy gentleman dude',
  woman: 'lady',
};

/** Names for all members of a kind at once: “change the animal”. */
const NAMES_OF_KINDS: Readonly<Partial<Record<Kind, string>>> = {
  animals: 'animal animals creature creatures pet pets beast critter species',
  worn: 'headgear headwear accessory accessories clothes clothing outfit',
  colours: 'colour color colours colors hue',
  patterns: 'pattern patterns',
  sizes: 'size',
  weather: 'weather precipitation precip',
  fruit: 'fruit fruits vegetable',
};

/** Worn on the head, where there is room for one. */
const HEADGEAR = new Set('hat crown cap helmet beanie tiara sombrero wig bow veil'.split(' '));

const kindOfMember = new Map<string, Kind>();
for (const kind of [...KINDS].reverse())
  for (const word of listed(MEMBERS[kind])) kindOfMember.set(word, kind);

const memberOfSynonym = new Map(
  Object.entries(SYNONYMS).flatMap(([member, names]) =>
    listed(names).map((name) => [name, member] as const),
  ),
);

const kindOfName = new Map(
  KINDS.flatMap((kind) => listed(NAMES_OF_KINDS[kind] ?? '').map((name) => [name, kind] as const)),
);

function listed(words: string): string[] {
  return words.split(/\s+/u).filter((word) => word !== '');
}

/** All words that the lexicon knows, to find what a misspelt one was meant to be. */
export const LEXICON: readonly string[] = [...kindOfMember.keys(), ...memberOfSynonym.keys()];

/** The word itself, in lower case, or the member that it is another name of: “kitty” → “cat”. */
export function plainName(word: string): string {
  const key = keyOf(word);
  if (kindOfMember.has(key)) return key;
  const own = memberOfSynonym.get(key);
  if (own !== undefined) return own;
  const one = singular(key);
  return kindOfMember.has(one) ? one : (memberOfSynonym.get(one) ?? key);
}

/** What kind of thing a word names; undefined for words that the lexicon does not know. */
export function kindOf(word: string): Kind | undefined {
  return kindOfMember.get(plainName(word));
}

/** The same for common words that the lexicon leaves out, which may be names of people, too: “beret”, “swamp”. */
export function kindAtLarge(word: string): Kind | undefined {
  const key = keyOf(word);
  const open = openKindOf(key) ?? openKindOf(singular(key));
  if (open === 'adjectives' || open === 'verbs' || open === 'adverbs' || open === 'abstract')
    return kindOf(word);
  return kindOf(word) ?? open;
}

const colours = new Set(listed(MEMBERS.colours));

/** Whether a word can be a colour, which “orange” and “rose” are beside what else they name. */
export function isColour(word: string): boolean {
  return colours.has(plainName(word));
}

/** The kind that a word stands for as a whole: “animal”, “colour”. */
export function kindNamed(word: string): Kind | undefined {
  return kindOfName.get(keyOf(word));
}

export function isHeadgear(word: string): boolean {
  return HEADGEAR.has(plainName(word));
}

const ALWAYS_PLURAL = new Set(
  (
    'glasses sunglasses goggles scissors trousers pants jeans shorts clothes headphones binoculars ' +
    'people children men women mice geese feet teeth cattle pyjamas pajamas specs shades'
  ).split(' '),
);
const SINGULAR_IN_S = new Set(
  (
    'canvas gas atlas christmas lens chaos bus octopus cactus walrus glass grass dress moss boss ' +
    'princess compass cross mattress goddess actress waitress iris tennis hippopotamus rhinoceros ' +
    'platypus circus virus campus crocus lotus hibiscus venus oasis basis species series'
  ).split(' '),
);
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  Object.entries({
    people: 'person',
    children: 'child',
    men: 'man',
    women: 'woman',
    mice: 'mouse',
    geese: 'goose',
    feet: 'foot',
    teeth: 'tooth',
    leaves: 'leaf',
    wolves: 'wolf',
    calves: 'calf',
    scarves: 'scarf',
    knives: 'knife',
    elves: 'elf',
    dwarves: 'dwarf',
    buses: 'bus',
    octopi: 'octopus',
    cacti: 'cactus',
    foxes: 'fox',
    torches: 'torch',
  }),
);

export function isPlural(word: string): boolean {
  const key = keyOf(word);
  if (ALWAYS_PLURAL.has(key) || IRREGULAR.has(key)) return true;
  return (
    key.length > 2 && /s$/u.test(key) && !/(?:ss|us|is|'s)$/u.test(key) && !SINGULAR_IN_S.has(key)
  );
}

/** One of what a word names several of; other words stay. */
export function singular(word: string): string {
  const key = keyOf(word);
  const irregular = IRREGULAR.get(key);
  if (irregular !== undefined) return irregular;
  if (!isPlural(key) || ALWAYS_PLURAL.has(key)) return key;
  if (/ies$/u.test(key) && key.length > 4) return key.replace(/ies$/u, 'y');
  if (/(?:ch|sh|x|z|ss|o)es$/u.test(key) && !/(?:shoes|toes)$/u.test(key)) return key.slice(0, -2);
  return key.slice(0, -1);
}

/** One and several by one name. */
const ALIKE = new Set('sheep deer fish moose bison salmon squid elk'.split(' '));

/** Several of what a word names one of. */
export function plural(word: string): string {
  const key = keyOf(word);
  if (isPlural(key) || ALIKE.has(key)) return key;
  for (const [many, one] of IRREGULAR) if (one === key) return many;
  if (/[^aeiou]y$/u.test(key)) return key.replace(/y$/u, 'ies');
  return /(?:ch|sh|x|z|s)$/u.test(key) ? `${key}es` : `${key}s`;
}

const MASS = new Set(
  (
    'snow rain water fog mist smoke fire ice sand milk coffee tea wine beer bread cheese butter ' +
    'chocolate honey hair fur wood metal gold silver paper sunlight moonlight light lightning thunder ' +
    'weather wind hail sleet frost dust mud dirt rust armor armour clothing jewelry jewellery ' +
    'furniture food makeup lava space air darkness sunshine confetti glitter spaghetti rice popcorn ' +
    'sushi grass moss seaweed foliage steam leather denim velvet lace marble night dawn dusk ' +
    'snowfall rainfall underwater lavender wheat barley rye corn hay straw cotton clover ivy heather bamboo'
  ).split(' '),
);

/** Whether a noun takes no “a”: stuff, not things. */
export function isMass(word: string): boolean {
  return MASS.has(keyOf(word));
}
