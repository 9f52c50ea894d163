export const deliveryStates = ['pending', 'delivered', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Which deliveries are asked for, as it stands in the address; an unknown state is left out. */
export function readDeliveryFilter(search: Record<string, unknown>): { state?: DeliveryState } {
  const state = deliveryStates.find((each) => each === search.state)
  return state ? { state } : {}
}
