/** Tells the bench that this process is ready, and ends it with the bench: on SIGTERM, or when the bench is gone. */
export function serveBench(ready: object, stop: () => void | Promise<void>): void {
  let isStopping = false
  const end = async () => {
    if (isStopping) return
    isStopping = true
    await stop()
    if (process.connected) process.disconnect()
  }
  process.once('SIGTERM', () => void end())
  process.once('disconnect', () => void end())
  process.send?.(ready)
}
