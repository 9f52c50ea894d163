/** Where the parts of a sealed secret's place stand in its row, by SQL table: a column, or a number for all rows. */
export interface PlaceColumns {
  rowId: string
  generation: string | number
}

/** A test names a sealed table that is missing here. */
export const sealedPlaces: Readonly<Record<string, PlaceColumns>> = {
  token_version: { rowId: 'connection_id', generation: 'generation' },
  connect_attempt: { rowId: 'id', generation: 1 },
}
