/** What programs are called that give no name of their own, or that came after the twentieth. */
const namesake: Record<string, string> = { unnamed: 'A program without a name', other: 'Other programs' }

export const clientTitle = (client: string) => namesake[client] ?? client

export const readsInWords = (reads: number) => (reads === 1 ? 'read once' : `${reads.toLocaleString()} reads`)
