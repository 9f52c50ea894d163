/** A share of 1 in percent; never 0 or 100 where it is not. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'below 0.1 %'
  if (share > 0.99 && share < 1) return 'above 99 %'
  return `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`
}

export const many = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`
