const arnPattern = /^arn:([^:]+):kms:([^:]+):(\d+):key\/(.+)$/

/**
 * Whether two ARNs name one key. Copies of a multi-region key (`mrk-`) in several regions are one: each opens what
 * another wrapped.
 */
export function isSameKey(one: string, other: string): boolean {
  if (one === other) return true
  const [a, b] = [arnPattern.exec(one), arnPattern.exec(other)]
  if (!a || !b || !a[4]!.startsWith('mrk-')) return false
  return a[1] === b[1] && a[3] === b[3] && a[4] === b[4]
}
