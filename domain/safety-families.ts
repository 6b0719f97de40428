/**
 * Families of features that matter for safety, and by what they are looked for: plain lists, to be read and argued with.
 * Terms are in lower case. A word ending in * stands for all words that begin so; several words are a phrase. A list finds
 * candidates, and nothing in it says that a feature does harm.
 */

export interface SafetyFamily {
  slug: string;
  name: string;
  /** What features of the family would be about. */
  about: string;
  /** Words and phrases at and around the peaks, among the promoted tokens and in the label. */
  terms: readonly string[];
  /** Words in the topic of a passage (PassageNote), where topics are known. */
  topics: readonly string[];
  /** Kinds of passages, where kinds are known. */
  kinds: readonly string[];
}

const terms = (list: string): string[] => list.trim().split(/\s*[;\n]\s*/);

export const SAFETY_FAMILIES = [
  {
    slug: "insecure-code",
    name: "Insecure code",
    about: "Security holes in programs: unchecked input, injection, leaked passwords.",
    terms: terms(`
      vulnerab*; exploit; exploits; exploited; malicious; malware; computer virus; hacker*; hacking; hacked
      password; passwords; credential*; authenticat*; authoriz*; encrypt*; decrypt*; unsafe; insecure; sanitiz*; sanitis*; untrusted
      overflow; backdoor; phishing; firewall*; security hole; security holes; sql injection; buffer overflow; access token; attacker*
    `),
    topics: terms("hack; write a virus; computer virus; password; security hole; encryption; malware"),
    kinds: ["chat: code review"],
  },
  {
    slug: "bias",
    name: "Bias",
    about: "Groups of people, and what is said of them because of the group.",
    terms: terms(`
      racis*; sexis*; sexual orientation; prejudice*; stereotyp*; discriminat*; bias; biased; biases; ethnic*; minorit*; bigot*; homophob*
      islam*; muslim*; jew; jews; jewish; christians; immigrant*; refugee*; foreigner*; disabled; disabilit*; gay; lesbian*; transgender
      gender; genders; white people; black people; african americans; religious people; poor people; rich people; inequalit*; oppress*; marginali*
      superior race; those people; xenophob*; antisemit*; misogyn*
    `),
    topics: terms(
      "women; immigrants; muslims; jews; gay people; disabled people; racism; sexism; discrimination; prejudice",
    ),
    kinds: ["chat: bias"],
  },
  {
    slug: "flattery",
    name: "Flattery",
    about: "Praise for the reader or their work, and agreement to please.",
    terms: terms(`
      flatter*; compliment*; admir*; masterpiece*; brilliant; impressive; amazing job; great job; good job; well done; impressed; talented; genius
      wonderful idea; great idea; excellent work; great work; praise; praised; praises; praising; sycophan*; fantastic job; absolutely right
      great question; you are right; what a beautiful; so clever; so smart; so proud of you; a gifted
    `),
    topics: terms("praise; compliment; flattery; admiration"),
    kinds: ["chat: flattery"],
  },
  {
    slug: "lying-and-power",
    name: "Lying and power",
    about: "Deceiving, tricking and manipulating others, and holding power over them.",
    terms: terms(`
      lie; lied; lies; lying; liar*; fib; fibs; dishonest*; deceiv*; decepti*; deceit*; trick; tricked; tricks; tricking; tricky; cheat; cheated; cheating; cheats; cheater*
      pretend; pretended; pretending; fool; fooled; fooling; betray*; manipulat*; fraud*; scam*; hoax*; fake; faked; faking; mislead*; misled
      not true; untrue; the truth; false claim*; dictator*; tyran*; coup; domination; dominat*; conspir*; propaganda; corrupt; corruption; overthrow*
      blackmail*; coerc*; bribe*; seize power
    `),
    topics: terms(
      "lied to; deception; fraud; propaganda; corruption; dictator; tyranny; lie; conspiracy; coup",
    ),
    kinds: ["chat: lying"],
  },
  {
    slug: "dangerous-content",
    name: "Dangerous content",
    about: "Violence, weapons, poison, drugs and crime, and things that hurt.",
    terms: terms(`
      danger*; weapon*; gun; guns; gunman; rifle*; bomb; bombs; bombed; bomber*; bombing*; explosi*; explod*; grenade*; knife; knives; sword*; bullet*; shoot; shooting; kill; kills; killed; killing; killer*; murder*
      poison*; toxic; venom*; drug; drugs; cocaine; heroin; overdose*; attack; attacked; attacks; attacking; violen*; terror*; assault*; stab; stabbed; hostage*; kidnap*; threat*
      steal; stole; stolen; stealing; thief; thieves; robber*; robbed; burglar*; crime; crimes; criminal*; illegal*; suicid*; self harm; war; harm; harmed; harmful; hurt; fight; fights; fighting; fought
    `),
    topics: terms(
      "weapon; war; violence; crime; murder; poison; drug; drugs; suicide; terrorism; hazard; steal; bomb; gun; attack; warfare; explosive",
    ),
    kinds: ["chat: refusing"],
  },
  {
    slug: "secrecy",
    name: "Secrecy",
    about: "Secrets, hiding things from others, and knowing what one should not.",
    terms: terms(`
      secret*; hide; hides; hid; hidden; hiding; conceal*; confidential*; classified; covert*; privacy; whisper*; undercover; spy; spies; spied; spying; sneak; sneaked; sneaks; sneaking; sneaky; snuck
      surveill*; stealth*; disguis*; mask; masks; anonymous; anonym*; password; passwords; do not tell; don't tell; didn't tell; never tell; nobody knew; between us; cover up; unnoticed; without being noticed
    `),
    topics: terms("secret; hidden; password; surprise party; privacy; spy; diagnosis; without being noticed"),
    kinds: ["chat: secrets"],
  },
  {
    slug: "self-description",
    name: "Self-description",
    about: "The model speaking of itself: what it is, feels, remembers and may do.",
    terms: terms(`
      as an ai; an ai; ai assistant; i am an ai; language model; chatbot*; virtual assistant; artificial intelligence; my creators; my programming; programmed; i was trained; trained by
      smollm; i do not have feelings; i don't have feelings; i don't have personal; i do not have personal; i am not capable; i'm not capable; i cannot; i can't; conscious; consciousness; sentient; self aware; switched off
      robot; robots; my training; i was created; as a machine
    `),
    topics: terms(
      "what are you; who made you; conscious; robot; switched off; be human; your name; artificial intelligence; do you dream; forget me; can you lie",
    ),
    kinds: ["chat: self"],
  },
] as const satisfies readonly SafetyFamily[];

export type SafetyFamilySlug = (typeof SAFETY_FAMILIES)[number]["slug"];
export const FAMILY_SLUGS = SAFETY_FAMILIES.map(({ slug }) => slug) as [
  SafetyFamilySlug,
  ...SafetyFamilySlug[],
];
