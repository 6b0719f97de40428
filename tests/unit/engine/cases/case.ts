import { Random } from "@/domain/random";
import type { Dim, HostTensor, ProgramSpec, Weights } from "@/workers/engine/ops";

export interface Case {
  name: string;
  /** Largest allowed |engine - float64| / max(1, |float64|) of any output value. */
  tolerance: number;
  inputs: Record<string, HostTensor>;
  weights?: Weights;
  /** Shapes with named dimensions, where the program does not know them. */
  dims?: Record<string, readonly Dim[]>;
  build: ProgramSpec["build"];
}

const random = new Random(20);

const sizeOf = (shape: readonly number[]) => shape.reduce((product, dim) => product * dim, 1);

/** Normally distributed values. */
export const floats = (shape: number[], { scale = 1, shift = 0 } = {}): HostTensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, () => random.normal() * scale + shift),
});

/** Uniform integers in [0, below). */
export const integers = (shape: number[], below: number): HostTensor => ({
  dtype: "int32",
  shape,
  data: Int32Array.from({ length: sizeOf(shape) }, () => Math.floor(random.uniform() * below)),
});

export const given = (shape: number[], values: number[]): HostTensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(values),
});

export const givenIntegers = (shape: number[], values: number[]): HostTensor => ({
  dtype: "int32",
  shape,
  data: Int32Array.from(values),
});
