/** Whether adapters that compute on the CPU are taken for GPUs: tests run those paths so on machines without one. */
export const isSoftwareGpuAllowed = (): boolean => process.env.FEATURESCOPE_SOFTWARE_GPU === "1";
