/** A share of 1 in percent, one decimal below ten; never 0 or 100 where it is not. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'below 0.1 %'
  if (share > 0.99 && share < 1) return 'above 99 %'
  return `${(share * 100).toFixed(share < 0.0995 && share > 0 ? 1 : 0)} %`
}

/** The same beside a threshold that it stays below: it never reads as if it had reached that. */
export const percentBelow = (share: number, threshold: number | null): string =>
  threshold !== null && share < threshold && percent(share) === percent(threshold)
    ? `${(Math.min(Math.round(share * 1000), Math.ceil(threshold * 1000) - 1) / 10).toFixed(1)} %`
    : percent(share)

/** What is added to the logarithm of the odds, as what they are multiplied or divided by: "×14", "÷4.5". */
export function factor(contribution: number): string {
  const times = Math.exp(Math.abs(contribution))
  return `${contribution < 0 ? '÷' : '×'}${times < 9.95 ? times.toFixed(1) : Math.round(times).toLocaleString('en')}`
}
