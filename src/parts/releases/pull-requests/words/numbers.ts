/** As people say it: whole percent, and neither never nor always. */
export function percent(share: number): string {
  const whole = Math.round(share * 100)
  if (whole === 0 && share > 0) return 'below 1 %'
  return whole === 100 && share < 1 ? 'above 99 %' : `${whole} %`
}

export const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
