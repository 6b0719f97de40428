declare module "wink-lemmatizer" {
  /** Its tables are plain objects: for "constructor" it answers a function. */
  const lemmatize: Record<"noun" | "verb" | "adjective", (word: string) => unknown>;
  export default lemmatize;
}
