/** The verb of a request; its colour only repeats it. */
export function Method({ method }: { method: string }) {
  return <code className={`method method-${method.toLowerCase()}`}>{method}</code>
}
