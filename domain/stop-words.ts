/** English words that say nothing about what a text is about: function words, and verbs and adverbs as frequent as these. */
const LISTED = `
a about above after again against ago ahead all almost alone along already also although always am among an and another
any anybody anymore anyone anything anyway are aren around as aside ask asked at away back be became because become been
before began begin behind being below beside besides best better between both but by call called came can cannot come
comes coming could couldn did didn do does doesn doing don done down during each either else enough especially etc even
ever every everybody everyone everything everywhere except far feel felt few finally find first for found from gave get
gets getting give given go goes going gone good got great had hadn has hasn have haven having he hello her here hers
herself hey hi him himself his how however i if im in indeed inside instead into is isn it its itself just keep kept knew
know known last later least left less let lets like liked little ll long look looked looking lot lots made make makes
making many may maybe me might mine more most much must my myself near nearly need needed neither never new next no
nobody none nor not nothing now of off often oh okay on once one ones only onto or other others ought our ours ourselves
out outside over own perhaps put quite rather re really right said same saw say saying says see seem seemed seen several
shall she should shouldn since small so some somebody someone something sometimes somewhere soon still such suddenly sure
take taken takes tell than thank thanks that the their theirs them themselves then there therefore these they thing
things think this those though thought three through thus till time times to today together told too took toward towards
tried try trying turn turned two under until up upon us use used very want wanted wants was wasn way we well went were
weren what whatever when whenever where wherever whether which while who whoever whole whom whose why will with within
without won word words would wouldn yes yet you your yours yourself yourselves`;

export const STOP_WORDS: ReadonlySet<string> = new Set(LISTED.trim().split(/\s+/));
