/**
 * Word lists of our own for predicates, for the English of stories: what a list is called is what a label says. Lower
 * case; a word may stand in several.
 */
const LISTS: Record<string, string> = {
  "an article": "a an the",
  "a personal pronoun": "i you he she it we they me him her us them",
  "a possessive": "my your his her its our their mine yours hers ours theirs",
  "a word for a woman or girl":
    "she her hers herself girl girls woman women lady mom mum mommy mother mama grandma grandmother sister sisters aunt queen princess daughter wife",
  "a word for a man or boy":
    "he him his himself boy boys man men dad daddy father papa grandpa grandfather brother brothers uncle king prince son husband",
  "a member of the family":
    "mom mum mommy mother mama dad daddy father papa grandma grandmother grandpa grandfather sister sisters brother brothers aunt uncle son daughter family parents cousin baby",
  "a preposition":
    "in on at to from with without by of for into onto over under near behind between through around about after before inside outside across along against beside toward towards up down off",
  "a conjunction": "and or but so because while when if although though until since as",
  "a form of “be”": "am is are was were be been being isn't wasn't aren't weren't",
  "an auxiliary verb":
    "can could will would shall should may might must do does did have has had can't couldn't won't wouldn't don't doesn't didn't shouldn't",
  "a negation":
    "not no never none nothing nobody nowhere don't didn't can't couldn't won't wouldn't isn't wasn't aren't weren't doesn't shouldn't cannot without",
  "a question word": "who what where when why how which whose",
  "a number word":
    "one two three four five six seven eight nine ten eleven twelve twenty hundred thousand first second third many few several some both",
  "a colour":
    "red blue green yellow orange purple pink black white brown grey gray gold golden silver colorful colourful bright",
  "a size": "big small little tiny huge large giant tall short long wide thin fat enormous",
  "an animal":
    "dog dogs puppy cat cats kitten kitty bird birds duck ducks fish frog bear bears lion lions tiger rabbit bunny mouse mice horse pony cow pig sheep goat chicken hen owl fox wolf elephant monkey squirrel bee bees butterfly ant ants bug bugs spider snake turtle whale shark dinosaur animal animals worm crab dragon unicorn",
  "a body part":
    "head face eye eyes ear ears nose mouth teeth tooth tongue hair neck arm arms hand hands finger fingers leg legs foot feet knee tail wing wings back tummy belly heart skin",
  "something to eat or drink":
    "food cake cakes cookie cookies candy bread apple apples banana fruit fruits milk juice water tea soup pizza sandwich ice cream egg eggs cheese meat carrot carrots vegetables corn rice pie snack lunch dinner breakfast honey sugar salt berry berries nuts chocolate lemon orange",
  "a word about the weather or sky":
    "rain rainy raining storm storms snow snowy wind windy sun sunny sunshine cloud clouds cloudy sky thunder lightning rainbow fog cold warm hot wet moon star stars",
  "a word about time":
    "day days night nights morning afternoon evening today tomorrow yesterday week weeks month year years time times later soon now then once always never again moment minute minutes hour hours forever while",
  "a place":
    "park house home school room kitchen garden yard forest woods beach sea ocean river lake pond mountain hill farm zoo store shop town city village castle street road playground bed bedroom field sky cave tree island",
  "a plant or part of one":
    "tree trees flower flowers grass leaf leaves plant plants seed seeds branch branches rose bush garden",
  "a toy or game":
    "toy toys ball balls doll dolls blocks game games puzzle teddy kite swing slide balloon balloons bike car cars truck train robot book books",
  "a happy feeling":
    "happy glad joy joyful excited proud love loved loves smile smiled smiling laugh laughed laughing fun enjoy enjoyed cheerful delighted grateful thankful",
  "an unhappy feeling":
    "sad unhappy cry cried crying tears upset lonely sorry angry mad scared afraid frightened worried nervous hurt ashamed jealous disappointed embarrassed",
  "a word of saying":
    "say says said ask asked asks tell told tells reply replied answer answered shout shouted yell yelled whisper whispered call called cry cried exclaimed explained",
  "a word of moving":
    "go goes went gone going come came coming run ran running walk walked walking jump jumped jumping fly flew flying swim swam climb climbed fall fell follow followed move moved ride rode drive drove hop hopped crawl crawled dance danced",
  "a word of seeing or finding":
    "see saw seen sees look looked looking looks watch watched watching find found notice noticed spot spotted search searched",
  "a word of thinking or wanting":
    "think thought know knew known want wanted wants wish wished hope hoped decide decided believe believed remember remembered understand understood wonder wondered learn learned",
  "a word of giving or taking":
    "give gave given take took taken bring brought share shared sharing get got put hold held carry carried buy bought keep kept",
  "a word for good or nice":
    "good nice great wonderful amazing beautiful pretty kind best better special perfect lovely delicious yummy safe",
  "a word for bad":
    "bad mean naughty wrong ugly broken broke dirty terrible awful worst evil selfish rude sick stuck",
};

export const LEXICON_NAMES: readonly string[] = Object.keys(LISTS);

const lists = Object.values(LISTS).map((words) => new Set(words.split(" ")));

/** One bit for each lexicon, in order of {@link LEXICON_NAMES}, that holds the word (lower case). */
export function lexiconBits(word: string): number {
  let bits = 0;
  lists.forEach((list, i) => {
    if (list.has(word)) bits |= 1 << i;
  });
  return bits >>> 0;
}
