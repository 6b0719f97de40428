/** TensorFlow's library as the native backend of TensorFlow.js is built against it: where it comes from, and where it lies. */
import { join } from "node:path";
import type { Wheel } from "../../../files/sources/python-package";

/** Its C API is stable, so that TensorFlow.js 4.22, which was made for 2.9, is built against it unchanged. */
export const TENSORFLOW_VERSION = "2.18.1";

/** "gpu" brings CUDA 12.5 and cuDNN 9.3 along; both hold kernels for the CPU. */
export type TensorflowKind = "cpu" | "gpu";

/** Where it is installed: `tensorflow/` and `nvidia/` as their wheels have them, since the library looks there, and the binding. */
export const tensorflowFolder = (data: string, kind: TensorflowKind) =>
  join(data, "engines", `tensorflow-${TENSORFLOW_VERSION}-${kind}`);

export const BINDING = "tfjs_binding.node";

const wheel = (name: string, version: string, platform: string, sha256: string): Wheel => ({
  package: name,
  wheel: { file: `${name.replaceAll("-", "_")}-${version}-${platform}.whl`, sha256 },
});
const tensorflow = (name: string, sha256: string) =>
  wheel(name, TENSORFLOW_VERSION, "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64", sha256);
const nvidia = (name: string, version: string, sha256: string) =>
  wheel(`nvidia-${name}-cu12`, version, "py3-none-manylinux2014_x86_64", sha256);

/** What is fetched, for Linux on x86-64. The versions of NVIDIA's are those that tensorflow[and-cuda] asks for. */
export const TENSORFLOW_WHEELS: Readonly<Record<TensorflowKind, readonly Wheel[]>> = {
  cpu: [tensorflow("tensorflow-cpu", "810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298")],
  gpu: [
    tensorflow("tensorflow", "c9f87e5d2a680a4595f5dc30daf6bbaec9d4129b46d7ef1b2af63c46ac7d2828"),
    nvidia("cublas", "12.5.3.2", "ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b"),
    nvidia("cuda-cupti", "12.5.82", "bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953"),
    nvidia("cuda-nvcc", "12.5.82", "b03e545b8e8c3ce7ebcd7fc44063180ff52ff01d064ece2127ed90a04ef12cd0"),
    nvidia("cuda-nvrtc", "12.5.82", "3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd"),
    nvidia("cuda-runtime", "12.5.82", "3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115"),
    nvidia("cudnn", "9.3.0.75", "9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d"),
    nvidia("cufft", "11.2.3.61", "9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8"),
    nvidia("curand", "10.3.6.82", "2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536"),
    nvidia("cusolver", "11.6.3.83", "93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b"),
    nvidia("cusparse", "12.5.1.3", "016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752"),
    nvidia("nccl", "2.21.5", "8579076d30a8c24988834445f8d633c697d42397e92ffc3f63fa26766d25e0a0"),
    nvidia("nvjitlink", "12.5.82", "f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212"),
  ],
};

/** Of the wheels' entries those that are needed: the libraries, and the C headers that the binding includes. */
export const NEEDED = [
  /^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/,
  /^tensorflow\/include\/(tensorflow\/c\/|tensorflow\/core\/platform\/ctstring|tsl\/platform\/ctstring|xla\/tsl\/c\/)[\w/]*\.h$/,
  /^nvidia\/\w+\/(lib|bin|nvvm\/libdevice)\/[\w.-]+$/,
];
