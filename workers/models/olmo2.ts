/**
 * OLMo 2 (OLMo Team 2024) and OLMo 3: what attention and MLP write is normalised, and nothing that they read; norms on all
 * queries and on all keys of a token.
 */
import { gatedDecoder } from "./gated-decoder";

export const olmo2 = gatedDecoder({ norms: "after", queryNorms: "whole" });
