import { Collector } from "../dashboards/collector";
import { chooseEngine } from "../engine/choose";
import type { Engine } from "../engine/ops";
import type { LanguageModel } from "../files/language-model";
import { openLanguageModel } from "../files/open-language-model";
import { loadSae } from "../sae/load";
import type { Sae } from "../sae/sae";
import type { ModelRef, SaeRef } from "./api";
import type { ComputeOptions } from "./client";
import { Kept } from "./kept";

/** The engine, and the model, SAE and compiled collector of the last call. */
export class Loaded {
  private readonly keptEngine = new Kept<{ engine: Engine; reason: string }>();
  private readonly keptModel = new Kept<LanguageModel>();
  private readonly keptSae = new Kept<Sae>();
  private readonly keptCollector = new Kept<Collector>((collector) => collector.dispose());

  constructor(private readonly options: ComputeOptions) {}

  engine() {
    return this.keptEngine.get(this.options.engine, () => chooseEngine(this.options.engine, { threads: 1 }));
  }

  model(ref: ModelRef): Promise<LanguageModel> {
    return this.keptModel.get(ref.sha256, () =>
      openLanguageModel(ref.source, ref.sha256, this.options.dataFolder),
    );
  }

  sae(ref: SaeRef): Promise<Sae> {
    return this.keptSae.get(ref.sha256, () => loadSae(ref.source, ref.sha256, this.options.dataFolder));
  }

  /** One that is needed once, beside the SAE of the last call, which stays. */
  otherSae(ref: SaeRef): Promise<Sae> {
    return loadSae(ref.source, ref.sha256, this.options.dataFolder);
  }

  collector(ref: SaeRef): Promise<Collector> {
    return this.keptCollector.get(`${ref.model.sha256} ${ref.sha256}`, async () => {
      const { engine } = await this.engine();
      return Collector.create(engine, await this.model(ref.model), await this.sae(ref));
    });
  }
}
