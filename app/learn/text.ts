/** The words of the tour. Their reading level is held by text.test.ts; figures in them are measured (docs/benchmarks.md). */

export interface Step {
  /** Part of the address: /learn#guess. */
  id: string;
  title: string;
  paragraphs: readonly string[];
  /** What to do with the live piece. */
  task: string;
  /** After the live piece. */
  after?: string;
}

export const INTRO =
  "A language model can tell a story, yet nobody wrote down how. What goes on inside? This tour shows it in nine short steps. Each has something to try. It takes less than ten minutes, and you need to know nothing.";

export const STEPS: readonly Step[] = [
  {
    id: "guess",
    title: "It guesses the next word",
    paragraphs: [
      "A language model does one thing: it reads a text and guesses the next word. To write a story, it takes a guess, adds it to the text, and guesses again.",
      "It never knows for sure. It gives every word it knows a chance, and most get next to none.",
    ],
    task: "Change the text and see which words it thinks will come next.",
  },
  {
    id: "mixed",
    title: "One cell, many meanings",
    paragraphs: [
      "Inside, the model is made of numbers. Think of them as cells that can be on or off. You might hope that one cell stands for dogs and one for rain. That is not so: one cell reacts to dogs, to rain and to the word “and”.",
      "The reason is room. The model knows more ideas than it has cells, so it stores each idea as a direction: a mix of many cells. Directions can be packed close. But then one idea stirs its neighbours a little, too.",
    ],
    task: "Drag the arrows. Five ideas share two cells here. How far apart can you keep them?",
    after:
      "With five arrows on a flat sheet, some overlap is left whatever you do. In a real model there is more room, and ideas that never meet can share it.",
  },
  {
    id: "dictionary",
    title: "A dictionary for the mix",
    paragraphs: [
      "Can we pull the ideas apart again? We can, because only a few of them are active at any time. A small network looks at many states of the model and learns a list of directions, so that each state is the sum of just a few of them. It is called a sparse autoencoder. Each direction on its list is called a feature.",
    ],
    task: "Each dot is one state, made from one of five hidden ideas. Start the training and watch the arrows find them.",
    after:
      "This is real training, run here in your browser. The big one works in the same way, with thousands of arrows and hundreds of cells.",
  },
  {
    id: "sentence",
    title: "What does it see in your sentence?",
    paragraphs: [
      "Now the real model. It reads your sentence word by word, and the dictionary tells which features are active at each one. A bright word stirs a feature strongly.",
    ],
    task: "Type a sentence of your own. Press a word to see its features. “Where else?” shows the other words that stir the same one.",
  },
  {
    id: "meaning",
    title: "What is this feature about?",
    paragraphs: [
      "Nobody tells us what a feature means. We look at the texts that stir it most and try to see what they share. That is a guess, and people may differ.",
    ],
    task: "Read these examples. What would you call the feature? Decide before you look.",
    after:
      "A label is an opinion. Some are written by people and some by programs. Each has a score: how well does it tell, on new text, where the feature will be active? Half right is no better than a coin. You can vote, object, or add a label of your own.",
  },
  {
    id: "neighbours",
    title: "Ideas have neighbours",
    paragraphs: [
      "Features can be close to each other in several ways. They may wake on words of similar meaning, appear in the same surroundings, or point in similar directions. By meaning, rain lies near puddles, and the sea near fish. Go from one to the next and you walk through what the model knows.",
    ],
    task: "Follow a neighbour, or look at the map of all features.",
  },
  {
    id: "dial",
    title: "Turn it up",
    paragraphs: [
      "A feature is more than a sign of what the model reads. You can hold it at a high value while the model writes. If the label is right, the text should change to match.",
    ],
    task: "Make a bet first: what will the second text be about? Then open it.",
    after:
      "Turn a feature too far and the words fall apart. Each model has a range in which it still writes well.",
  },
  {
    id: "without",
    title: "Take it away",
    paragraphs: [
      "What was a feature for? Take it out while the model reads, and see what it would say then. If the guess changes, the feature mattered here. If not, it was only along for the ride.",
    ],
    task: "The features that count most for the next word are listed. Take one away.",
  },
  {
    id: "honest",
    title: "Does it work, and is it safe?",
    paragraphs: [
      "Less than one would hope. We turned up many features, a little at a time, and counted whether the text became about them. For some of them it does. But a random push of the same size often does nearly as much, and so does a plain request in words. Some features have no clear meaning at all.",
      "Why bother? If we can see what a model has in mind, we may notice when it is about to flatter, to lie or to help with harm. A feature that seems to be about lies is a hint, not a proof: look at its examples, turn it, take it away, and compare it with others drawn by lot. That is what this site is for.",
    ],
    task: "Go on by yourself: take any feature, doubt its label, and test it.",
  },
];

/** Everything that a person reads in the tour. */
export function tourText(): string {
  return [
    INTRO,
    ...STEPS.flatMap(({ title, paragraphs, task, after }) => [`${title}.`, ...paragraphs, task, after ?? ""]),
  ].join(" ");
}
