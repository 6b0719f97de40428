/**
 * cfg.json of SAELens, before version 6 (one flat table with everything about the training run) and since (a
 * table of the SAE with its surroundings under "metadata").
 * Source: sae-lens 6.54, saes/sae.py and loading/pretrained_sae_loaders.py (handle_pre_6_0_config).
 */
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { saeConfig, type InputNormalisation, type SaeConfig } from "@/domain/models";
import { prefixesOf } from "./common";
import { otherKind } from "./other-kinds";
import { metadataFields, readSurroundings } from "./saelens-surroundings";

/** The first version whose layout is nested, and the one that is written here. */
const NESTED_VERSION = "6.0.0";

const coreFields = {
  d_in: z.number().int().positive(),
  d_sae: z.number().int().positive(),
  d_out: z.number().int().positive().optional(),
  architecture: z.string(),
  apply_b_dec_to_input: z.boolean().optional(),
  normalize_activations: z.string().nullish(),
  reshape_activations: z.enum(["none", "hook_z"]).optional(),
  k: z.number().positive().optional(),
  rescale_acts_by_decoder_norm: z.boolean().default(false),
  dtype: z.string().optional(),
  device: z.string().optional(),
};

const nested = z.looseObject({ ...coreFields, metadata: metadataFields });

const flat = metadataFields.extend({
  ...coreFields,
  architecture: z.string().default("standard"),
  normalize_activations: z.union([z.string(), z.boolean()]).nullish(),
  hook_point: z.string().optional(),
  hook_point_head_index: z.number().nullish(),
  activation_fn: z.string().optional(),
  activation_fn_str: z.string().optional(),
  activation_fn_kwargs: z.looseObject({ k: z.number().positive().optional() }).nullish(),
});

/** Fields of training configurations that say nothing about how the SAE is run. */
const TRAINING_FIELDS = new Set([
  "aux_loss_coefficient",
  "decoder_init_norm",
  "jumprelu_bandwidth",
  "jumprelu_init_threshold",
  "jumprelu_sparsity_loss_mode",
  "jumprelu_ste_to_input",
  "jumprelu_tanh_scale",
  "l0_coefficient",
  "l0_warm_up_steps",
  "l1_coefficient",
  "l1_warm_up_steps",
  "lp_norm",
  "matryoshka_widths",
  "pre_act_loss_coefficient",
  "target_l0",
  "topk_threshold_lr",
  "use_matryoshka_aux_loss",
  "use_sparse_activations",
]);

const ARCHITECTURES: Readonly<Record<string, SaeConfig["architecture"]>> = {
  standard: "relu",
  gated: "gated",
  topk: "topk",
  batchtopk: "batchtopk",
  matryoshka_batchtopk: "batchtopk",
  jumprelu: "jumprelu",
  transcoder: "relu",
  skip_transcoder: "relu",
  jumprelu_transcoder: "jumprelu",
  jumprelu_skip_transcoder: "jumprelu",
};

const named = z.looseObject({ architecture: z.string().optional() });

const NORMALISATIONS: Readonly<Record<string, InputNormalisation | "none">> = {
  none: "none",
  layer_norm: "layer-norm",
  constant_norm_rescale: "constant-norm",
  expected_average_only_in: "average-norm",
};

/** Throws CORRUPT_FILE for missing or ill-typed fields, UNSUPPORTED for a kind of SAE or a field that is unknown. */
export function parseSaelensConfig(value: unknown, file: string): SaeConfig {
  const unsupported = (what: string) =>
    new FeaturescopeError(
      "UNSUPPORTED",
      `${file}: ${what} is not supported.`,
      "Supported are standard, gated, topk, batchtopk and jumprelu SAEs and transcoders of SAELens.",
    );
  // before the other fields, which other kinds have under other names
  const { architecture: kind } = named.safeParse(value).data ?? {};
  if (kind !== undefined && !Object.hasOwn(ARCHITECTURES, kind))
    throw otherKind(file, kind) ?? unsupported(`architecture "${kind}"`);
  const cfg = isNested(value) ? parseNested(value, file, unsupported) : parseFlat(value, file, unsupported);

  const stored = Object.hasOwn(ARCHITECTURES, cfg.architecture) ? ARCHITECTURES[cfg.architecture] : undefined;
  if (!stored) throw unsupported(`architecture "${cfg.architecture}"`);
  const { metadata } = cfg;
  // BatchTopK is run, and therefore stored, as JumpReLU; only the metadata still says what it was.
  const trainedAs = ARCHITECTURES[metadata.training_architecture ?? ""];
  const architecture = stored === "jumprelu" && trainedAs === "batchtopk" ? "batchtopk" : stored;
  const k = cfg.k ?? metadata.training_architecture_details?.k;
  if (architecture === "topk" && !Number.isInteger(k)) throw corrupt(file, `topk with k ${k ?? "missing"}`);

  const normalisation = NORMALISATIONS[cfg.normalize_activations ?? "none"];
  if (!normalisation) throw unsupported(`normalize_activations "${cfg.normalize_activations}"`);
  const hookName = metadata.hook_name;
  if (hookName === undefined) throw corrupt(file, "hook_name is missing");
  const transcoder = cfg.architecture.endsWith("transcoder");
  const target = metadata.hook_name_out;
  if (transcoder && (!target || !cfg.d_out)) throw corrupt(file, "hook_name_out or d_out is missing");
  // SAELens refuses it too: a transcoder's b_dec belongs to what it writes
  if (transcoder && cfg.apply_b_dec_to_input) throw unsupported("apply_b_dec_to_input of a transcoder");
  const byNorm = cfg.rescale_acts_by_decoder_norm;
  if (byNorm && stored !== "topk" && stored !== "batchtopk")
    throw unsupported(`rescale_acts_by_decoder_norm of architecture "${cfg.architecture}"`);
  return saeConfig.parse({
    architecture,
    dIn: cfg.d_in,
    dSae: cfg.d_sae,
    hookName,
    output: transcoder && target && cfg.d_out ? { hookName: target, width: cfg.d_out } : undefined,
    skip: cfg.architecture.endsWith("skip_transcoder") || undefined,
    k: (architecture === "topk" || architecture === "batchtopk") && Number.isInteger(k) ? k : undefined,
    prefixes: prefixesOf(metadata.training_architecture_details?.matryoshka_widths ?? [], cfg.d_sae),
    subtractDecoderBias: cfg.apply_b_dec_to_input ?? !transcoder,
    inputNormalisation: normalisation === "none" ? undefined : normalisation,
    rescaleByDecoderNorm: byNorm || undefined,
    ...readSurroundings(metadata, { hookName, transcoder }, unsupported),
  } satisfies SaeConfig);
}

/** What SAELens 6 reads; BatchTopK goes out as JumpReLU, as SAELens itself stores it. */
export function saelensConfigJson(
  config: SaeConfig,
  metadata: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { architecture, k, prefixes, output, inputNormalisation = "none" } = config;
  const names = Object.entries(NORMALISATIONS);
  return {
    architecture: architectureName(config),
    d_in: config.dIn,
    d_sae: config.dSae,
    d_out: output?.width,
    // The type to compute in; the stored one may be narrower.
    dtype: "float32",
    device: "cpu",
    apply_b_dec_to_input: config.subtractDecoderBias,
    normalize_activations: names.find(([, ours]) => ours === inputNormalisation)?.[0],
    reshape_activations: config.hookName.endsWith("hook_z") ? "hook_z" : "none",
    ...(architecture === "topk" && {
      k,
      rescale_acts_by_decoder_norm: config.rescaleByDecoderNorm ?? false,
    }),
    metadata: {
      ...metadata,
      ...(config.centred && { model_from_pretrained_kwargs: { center_writing_weights: true } }),
      sae_lens_version: NESTED_VERSION,
      hook_name: config.hookName,
      hook_name_out: output?.hookName,
      model_name: config.modelName,
      context_size: config.contextSize,
      prepend_bos: config.prependBos,
      ...(architecture === "batchtopk" && {
        training_architecture: prefixes ? "matryoshka_batchtopk" : "batchtopk",
        training_architecture_details: {
          k,
          ...(prefixes && { matryoshka_widths: [...prefixes, config.dSae] }),
        },
      }),
    },
  };
}

/** Throws UNSUPPORTED for a kind of transcoder that SAELens has no name for. */
function architectureName({ architecture, output, skip }: SaeConfig): string {
  const stored = architecture === "batchtopk" ? "jumprelu" : architecture;
  const kind = skip ? "skip_transcoder" : "transcoder";
  if (!output) return stored === "relu" ? "standard" : stored;
  if (stored === "relu") return kind;
  if (stored === "jumprelu") return `jumprelu_${kind}`;
  throw new FeaturescopeError(
    "UNSUPPORTED",
    `A transcoder of architecture ${architecture} cannot be written in SAELens' format.`,
    "Keep it in the format that it came in.",
  );
}

function isNested(value: unknown): boolean {
  const parsed = z
    .object({ sae_lens_version: z.string().nullish(), metadata: metadataFields.optional() })
    .safeParse(value);
  const version = parsed.data?.sae_lens_version ?? parsed.data?.metadata?.sae_lens_version;
  return Number.parseInt(version ?? "0", 10) >= 6;
}

type Unsupported = (what: string) => FeaturescopeError;

function parseNested(value: unknown, file: string, unsupported: Unsupported) {
  const cfg = check(nested, value, file);
  for (const key of Object.keys(cfg))
    if (!Object.hasOwn(nested.shape, key) && key !== "sae_lens_version" && !TRAINING_FIELDS.has(key))
      throw unsupported(`the field "${key}"`);
  return cfg;
}

/** Only the fields that decide how the SAE is run are looked at: the rest describes a training run. */
function parseFlat(value: unknown, file: string, unsupported: Unsupported): z.infer<typeof nested> {
  const cfg = check(flat, value, file);
  const activation = cfg.activation_fn ?? cfg.activation_fn_str ?? "relu";
  if (activation !== "relu" && activation !== "topk") throw unsupported(`activation_fn "${activation}"`);
  const normalisation = cfg.normalize_activations;
  return {
    ...cfg,
    architecture: activation === "topk" ? "topk" : cfg.architecture,
    k: cfg.activation_fn_kwargs?.k ?? cfg.k,
    normalize_activations:
      typeof normalisation === "boolean"
        ? normalisation
          ? "expected_average_only_in"
          : "none"
        : normalisation,
    metadata: {
      ...cfg,
      hook_name: cfg.hook_name ?? cfg.hook_point,
      hook_head_index: cfg.hook_head_index ?? cfg.hook_point_head_index,
      prepend_bos: cfg.prepend_bos ?? true,
    },
  };
}

function check<S extends z.ZodType>(schema: S, value: unknown, file: string): z.infer<S> {
  const checked = schema.safeParse(value);
  if (!checked.success) throw corrupt(file, z.prettifyError(checked.error));
  return checked.data;
}

const corrupt = (file: string, what: string) =>
  new FeaturescopeError(
    "CORRUPT_FILE",
    `${file}: ${what}.`,
    "It is not a configuration that SAELens can read: fetch or write it again.",
  );
