/**
 * Words that carry grammar rather than meaning: a label says of them that they are words, and names them alone only where
 * the feature is that word.
 */
const FUNCTION_WORDS = new Set(
  `a an the this that these those i you he she it we they me him her us them my your his its our their mine yours hers ours
  theirs myself yourself himself herself itself ourselves themselves who whom whose which what when where why how and or but
  nor so yet if because while although though unless until since as than whether of in on at to from with without by for
  into onto over under about after before between through during against among around across along behind beside off up
  down out near upon within toward towards is are was were be been being am do does did done have has had having can could
  will would shall should may might must not no n't don't didn't doesn't isn't wasn't aren't weren't can't couldn't won't
  wouldn't there here then too very just also even only still again all any both each every few more most much many some
  such other another same own one s t re ve ll d m i'm it's he's she's that's there's what's let's you're we're they're
  i'll you'll we'll he'll she'll i've you've we've i'd you'd he'd she'd we'd they'd`.split(/\s+/),
);

export const isFunctionWord = (form: string): boolean => FUNCTION_WORDS.has(form.toLowerCase());
