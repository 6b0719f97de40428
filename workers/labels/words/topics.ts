/**
 * What labels call a topic: phrases of our own, as a reader would finish "in texts about ...". The embedding model picks the
 * one that the words around a feature's activations are nearest to. Of one field each: the name of what several topics are about.
 */
const FIELDS: Record<string, string> = {
  celebrations:
    "birthdays and birthday cakes; weddings; funerals and mourning; Christmas and presents; Halloween; Easter; parties and guests; parades and festivals; picnics; family dinners",
  food: "cooking and recipes; baking bread and cakes; restaurants and menus; soup and stew; fruit and vegetables; candy and sweets; ice cream; breakfast; coffee and tea; wine and beer; hunger and eating; sharing food; diets and nutrition; vitamins and supplements; farming and crops; harvest; gardening and plants; flowers and bouquets",
  animals:
    "dogs and puppies; cats and kittens; birds and nests; fish and fishing; horses and riding; farm animals; wild animals; insects and bugs; bees and honey; spiders and webs; butterflies; frogs and ponds; bears and caves; lions and jungles; rabbits and carrots; monkeys and bananas; elephants; sharks and whales; snakes and lizards; dinosaurs and fossils; zoo visits; pets and their care; hunting",
  "nature and weather":
    "trees and forests; mountains and climbing; rivers and lakes; the sea and beaches; boats and sailing; swimming; islands; deserts; caves; rain and puddles; storms and thunder; snow and winter; sunshine and summer; wind and kites; rainbows; clouds and sky; stars and the moon; night and darkness; morning and waking up; spring and flowers; autumn leaves; earthquakes and volcanoes; floods and droughts; climate change; pollution and waste; recycling; renewable energy; wildlife conservation",
  "the home":
    "houses and homes; doors, locks and keys; windows and curtains; kitchens; bedrooms and beds; bathrooms and washing; cleaning and tidying up; laundry and clothes; building and construction; furniture; moving house; fire and burning; cooking fires and stoves; lamps and candles; boxes and what is inside; treasure and maps; hiding and finding; lost and found things; broken things and repairs; tools and fixing; painting and colours; drawing and crayons; crafts and sewing; paper and scissors",
  "games and sports":
    "playing and playtime; toys and dolls; balls and catching; building blocks and towers; playgrounds, slides and swings; hide and seek; puzzles; card and board games; video games; races and winning; football; basketball; baseball; tennis; golf; cricket; hockey and skating; athletics and running; cycling; martial arts and boxing; gymnastics and dance; yoga and stretching; exercise and fitness; the Olympic Games; chess; gambling and casinos",
  travel:
    "cars and driving; trucks and tractors; trains and stations; buses and traffic; bicycles; airplanes and flying; airports and travel; ships and harbours; rockets and space travel; bridges and crossings; roads and maps; tunnels; hotels and tourism; journeys and adventures; getting lost; maps and directions",
  "family and friends":
    "mothers and children; fathers and sons; brothers and sisters; grandparents; babies and birth; families together; friends playing together; making new friends; best friends; loneliness; neighbours; strangers; twins; marriage and divorce; dating and romance; pregnancy; parenting; old age; death and dying",
  feelings:
    "happiness and joy; sadness and crying; anger and shouting; fear and monsters; worry and anxiety; love and hugs; surprise; pride; jealousy and envy; shame and guilt; being sorry and forgiving; gratitude and thanks; kindness and helping; sharing and taking turns; fights and quarrels; bullying; teasing; lies and telling the truth; promises; secrets; bravery and courage; patience and waiting; trying again and not giving up; learning a lesson; obeying and disobeying; rules and punishment; being careful and safe; danger and warnings; boredom; being tired and sleepy; dreams and nightmares; wishes and magic; imagination and pretending; curiosity and exploring; choices and decisions; strength and being strong; being small or big; beauty; laughter and jokes",
  "the body and health":
    "accidents and getting hurt; falling down; wounds and bandages; doctors and hospitals; medicine and pills; illness and fever; dentists and teeth; cancer; heart disease; diabetes; infections and viruses; vaccines; pandemics and Covid-19; surgery; mental health and therapy; addiction and drugs; pain; sleep; skin care; eyes and sight; bones and muscles; the brain and nerves; blood; genes and DNA; cells and proteins; bacteria; medical trials",
  "school and learning":
    "school and classrooms; teachers and lessons; homework and exams; reading and books; libraries; writing letters; stories and fairy tales; alphabets and spelling; counting and numbers; universities and degrees; research and studies; scholarships; learning languages; grammar; translation; essays and writing",
  "fairy tales":
    "kings and queens; princesses and castles; knights and dragons; witches and spells; fairies and wands; giants and ogres; pirates and treasure; ghosts and haunted houses; monsters; superheroes; robots; aliens and spaceships; mythology and gods; heroes and quests; vampires",
  "the arts":
    "music and songs; singing; playing instruments; concerts and bands; dancing; theatre and plays; films and cinema; television shows; actors and celebrities; photography; painting and museums; poetry; novels and literature; comics and anime; fashion and design; architecture; sculpture; awards and prizes; circus and clowns; magic tricks",
  "money and work":
    "money and coins; shopping and stores; selling and prices; banks and loans; taxes; stocks and investment; insurance; cryptocurrency; economics and markets; trade and imports; jobs and work; job applications and interviews; salaries and wages; management and leadership; meetings and teamwork; marketing and advertising; customers and service; startups and entrepreneurs; accounting; real estate; poverty; charity and donations; retirement and pensions; unemployment; factories and manufacturing; mining; oil and gas; agriculture",
  computers:
    "computers and software; programming and code; functions and variables; data structures and algorithms; databases and SQL; web pages and HTML; JavaScript; Python programming; operating systems; files and folders; networks and the internet; servers and cloud computing; security and passwords; hacking and malware; artificial intelligence; machine learning and neural networks; robots and automation; mobile phones and apps; social media; email; search engines; websites and links; user accounts and login; errors and debugging; version control; hardware and chips; games programming; data and statistics; charts and tables; spreadsheets; cameras and video; virtual reality; electronics and circuits; batteries; telecommunications",
  mathematics:
    "mathematics; algebra and equations; geometry and shapes; calculus; probability and statistics; fractions and percentages; logic and proofs; matrices and vectors; measurements and units; time and dates; sorting and ordering; graphs and networks",
  science:
    "physics; energy and forces; light and optics; electricity and magnetism; quantum mechanics; relativity; heat and temperature; sound and waves; atoms and particles; nuclear power; astronomy and planets; black holes and galaxies; chemistry and reactions; acids and bases; metals and alloys; plastics and polymers; water and its purification; geology and rocks; weather forecasts; evolution; ecology and ecosystems; biology and species; plants and photosynthesis; oceans and marine life; experiments and laboratories; engineering; materials; philosophy of science",
  history:
    "history; ancient Rome and Greece; ancient Egypt; the Middle Ages; the Renaissance; colonies and empires; slavery; the American Civil War; the First World War; the Second World War; the Cold War; revolutions; archaeology; kings and dynasties; explorers; industrialisation; civil rights; independence movements",
  "politics and law":
    "government and politics; elections and voting; presidents; parliament and laws; courts and judges; trials and lawyers; crime and police; prisons; murder and violence; theft and robbers; terrorism; war and soldiers; weapons and guns; peace and treaties; diplomacy and foreign policy; immigration and refugees; human rights; protests; discrimination and racism; gender and women's rights; privacy; contracts and agreements; patents and copyright; regulation and policy; taxes and budgets; corruption; nationalism; communism and socialism; capitalism; the military; spies and intelligence",
  "religion and ethics":
    "religion and prayer; Christianity and the Bible; Islam; Judaism; Buddhism; Hinduism; churches and priests; God and faith; the soul and afterlife; ethics and morals; philosophy; meditation; rituals and ceremonies; superstition; astrology",
  places:
    "cities and streets; villages and countryside; the United States; New York; California and San Francisco; Texas; London and England; France and Paris; Germany; Italy and Rome; Spain; Russia; China; Japan; India; Africa; Australia; Canada; Mexico and Latin America; Brazil; the Middle East; Israel and Palestine; Korea; Scandinavia; Ireland and Scotland; Turkey; maps and geography; countries and capitals; population and census; monuments and landmarks; parks and nature reserves; public transport; disasters and rescue; fire fighters; housing",
  "asking and telling":
    "polite requests; giving advice; step-by-step instructions; asking for help; explanations and definitions; comparisons; pros and cons; lists of items; questions and answers; apologies and refusals; greetings; opinions and reviews; examples; summaries; conclusions; introductions; quotations and dialogue; names of people; biographies; dates of birth; phone numbers and addresses; links and references; footnotes and citations; titles and headings; news reports; press releases; legal notices; terms and conditions; product descriptions; recipes and ingredients; instructions for use; frequently asked questions; personal stories; diaries; letters; speeches; interviews; jokes and riddles; song lyrics; role-playing and scenarios; prompts and tasks; multiple-choice questions; translations; proverbs and sayings; motivation and success; self-improvement; time management; stress and relaxation; communication skills; conflict and negotiation; creativity and ideas; problem solving; planning and goals; habits; risks and uncertainty; change over time; growth and decline; cause and effect; similarity and difference; size and quantity; increase and decrease; limits and maxima; beginnings and endings; movement and direction; speed; colours; shapes and patterns; smell and taste; sounds and noise; touch and texture",
};

const FIELD_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(FIELDS).flatMap(([field, topics]) =>
    topics.split(";").map((topic) => [topic.trim(), field] as const),
  ),
);

export const TOPICS: readonly string[] = [...FIELD_OF.keys()];

/** "animals" of "dogs and puppies"; null of what is no topic. */
export function fieldOf(topic: string): string | null {
  return FIELD_OF.get(topic) ?? null;
}
