/**
 * Preloaded into programs that are not ours (next): ends them when the launcher's end of the channel closes, however the
 * launcher died. Their own children inherit this file, but hear of it from them.
 */
if (process.channel && process.env.FEATURESCOPE_LAUNCHER === String(process.ppid)) {
  process.on("disconnect", () => process.exit(0));
  // waiting for that alone must not keep a finished program, such as a build, alive
  process.channel.unref();
}
