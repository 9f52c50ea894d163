/** A type of activity as words: "TrailRun" is "Trail run". */
export function typeTitle(type: string): string {
  const words = type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
