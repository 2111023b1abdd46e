/** Loaded into a server whose memory is measured: tells the size of the live heap when asked. */
process.on('message', () => {
  global.gc();
  global.gc();
  const { heapUsed, external } = process.memoryUsage();
  process.send(heapUsed + external);
});
// Being asked must not keep a server alive that has ended.
process.channel.unref();
