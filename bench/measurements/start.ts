import { spread, type Benchmark, type Measurement } from "../measurement";

const once = (seconds: number) => spread([seconds]);

const start: Benchmark = {
  name: "start",
  async run(context) {
    const { seconds } = await context.program();
    const collected = [...seconds.collected].map(([slug, value]): Measurement => ({
      what: context.quick ? `ready to the first examples of ${slug}` : `ready to ${slug} collected`,
      unit: "s",
      value: once(value),
      limit: { kind: "at most", value: 600 },
      note: "Through queue and database with one worker a core; SAEs are read one after the other.",
    }));
    return [
      {
        what: "npm start with an empty data folder to ready",
        unit: "s",
        value: once(seconds.firstStart),
        note: "Pages built and model fetched before.",
      },
      ...collected,
      {
        what: "npm start again to ready",
        unit: "s",
        value: once(seconds.secondStart),
        limit: { kind: "at most", value: 10 },
      },
    ];
  },
};

export default start;
