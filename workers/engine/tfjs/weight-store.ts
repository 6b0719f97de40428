import * as tf from "@tensorflow/tfjs";
import { FeaturescopeError } from "@/domain/errors";
import type { HostTensor, Weights } from "../ops";

interface Held {
  host: HostTensor;
  tensor: tf.Tensor;
  /** Swapped last two axes, made when first asked for. */
  transposed?: tf.Tensor;
  programs: number;
}

/** Weights on the device. Programs compiled from the same host tensors share one copy. */
export class WeightStore {
  private readonly byHost = new Map<HostTensor, Held>();
  private readonly byTensor = new Map<tf.Tensor, Held>();

  /** Uploads what is not there yet; throws BAD_INPUT for a name that `weights` lacks. */
  acquire(program: string, names: ReadonlySet<string>, weights: Weights): Map<string, tf.Tensor> {
    const hosts = new Map([...names].map((name) => [name, hostTensor(program, name, weights)]));
    const tensors = new Map<string, tf.Tensor>();
    try {
      for (const [name, host] of hosts) tensors.set(name, this.hold(host).tensor);
    } catch (error) {
      this.release(tensors.values()); // the device is full
      throw error;
    }
    return tensors;
  }

  /** Gives back what `acquire` handed out; the last program to do so frees the device's memory. */
  release(tensors: Iterable<tf.Tensor>): void {
    for (const tensor of tensors) {
      const held = this.byTensor.get(tensor);
      if (held && --held.programs === 0) this.free(held);
    }
  }

  /** Frees what is left. */
  dispose(): void {
    for (const held of [...this.byTensor.values()]) this.free(held);
  }

  /** A matrix with its axes swapped; of a weight it is computed once and kept. */
  transposed(matrix: tf.Tensor): tf.Tensor {
    const held = this.byTensor.get(matrix);
    if (!held) return tf.transpose(matrix);
    return (held.transposed ??= tf.keep(tf.transpose(held.tensor)));
  }

  private free(held: Held): void {
    tf.dispose([held.tensor, held.transposed ?? []]);
    this.byTensor.delete(held.tensor);
    this.byHost.delete(held.host);
  }

  private hold(host: HostTensor): Held {
    let held = this.byHost.get(host);
    if (!held) {
      held = { host, tensor: tf.tensor(host.data, [...host.shape], host.dtype), programs: 0 };
      this.byHost.set(host, held);
      this.byTensor.set(held.tensor, held);
    }
    held.programs++;
    return held;
  }
}

function hostTensor(program: string, name: string, weights: Weights): HostTensor {
  const host = weights.get(name);
  if (host) return host;
  throw new FeaturescopeError(
    "BAD_INPUT",
    `Program ${program} needs the weight "${name}", which the file does not hold.`,
    "Check that the weights belong to the architecture in the configuration.",
  );
}
