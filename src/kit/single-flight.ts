/** What many ask for at once is fetched once: whoever asks while it is under way gets the same answer. */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Promise<T>>()

  /** A failure is shared like an answer, and the next one to ask tries again. */
  share(name: string, obtain: () => Promise<T>): Promise<T> {
    const known = this.#flights.get(name)
    if (known) return known
    const flight = obtain().finally(() => this.#flights.delete(name))
    this.#flights.set(name, flight)
    return flight
  }
}
