/** A loop that begins and ends near home, in Google's encoded polyline format. */
export function loopFrom([latitude, longitude]: [number, number], metres: number, turn: number): string {
  const points = 24
  const radiusDegrees = metres / (2 * Math.PI) / 111_320
  let text = ''
  let last: [number, number] = [0, 0]
  for (let index = 0; index <= points; index += 1) {
    const angle = turn + (index / points) * 2 * Math.PI
    const wobble = 1 + 0.15 * Math.sin(angle * 5)
    const next: [number, number] = [
      Math.round((latitude + radiusDegrees * wobble * Math.sin(angle)) * 1e5),
      Math.round(
        (longitude + (radiusDegrees * wobble * Math.cos(angle)) / Math.cos((latitude * Math.PI) / 180)) * 1e5,
      ),
    ]
    text += encoded(next[0] - last[0]) + encoded(next[1] - last[1])
    last = next
  }
  return text
}

function encoded(difference: number): string {
  let bits = difference < 0 ? ~(difference << 1) : difference << 1
  let text = ''
  while (bits >= 0x20) {
    text += String.fromCharCode((0x20 | (bits & 0x1f)) + 63)
    bits >>= 5
  }
  return text + String.fromCharCode(bits + 63)
}
