import {
  type ButtonHTMLAttributes,
  createElement,
  Fragment,
  type MouseEvent,
  type ReactNode,
  useId,
} from 'react'
import { useOpening } from './use-opening.ts'

interface Link {
  /** Asks the app's own server for a connect link; links are good for one use, so each click makes one. */
  createLink: (asking: { signal: AbortSignal }) => Promise<string>
  url?: undefined
}
interface Address {
  /** A link that was made already, or an address of the app's own server that redirects to one. */
  url: string | URL
  createLink?: undefined
}

export type ConnectButtonProps = (Link | Address) &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'aria-busy' | 'aria-describedby'> & {
    /** What the button says. Default `Connect`. */
    children?: ReactNode
    /** What it says while the link is made. Default `Connecting…`. */
    busyText?: ReactNode
    /** What stands below it when that failed. Default: that it did not work, and to try again. */
    failureText?: (error: unknown) => ReactNode
    onFailure?: (error: unknown) => void
    /** Default: the browser goes there. The button is busy until it is done. */
    go?: (address: string) => void | Promise<void>
  }

// The browser leaves the page in its own time, and nothing is done before it has.
const goThere = (address: string): Promise<void> => {
  location.assign(address)
  return new Promise(() => {})
}
const tryAgain = (): ReactNode => 'That did not work. Please try again.'

/** Sends the browser to a connect link. While it is made the button keeps the focus and takes no second click. */
export function ConnectButton({
  createLink,
  url,
  children = 'Connect',
  busyText = 'Connecting…',
  failureText = tryAgain,
  onFailure,
  go = goThere,
  onClick,
  ...others
}: ConnectButtonProps): ReactNode {
  const failureId = useId()
  const { isBusy, failure, begin } = useOpening({
    makeLink: async (signal) => (createLink ? createLink({ signal }) : url),
    go,
    onFailure,
  })
  const press = (event: MouseEvent<HTMLButtonElement>): void => {
    onClick?.(event)
    if (!event.defaultPrevented) begin()
  }
  return createElement(
    Fragment,
    null,
    createElement(
      'button',
      {
        ...others,
        type: 'button',
        onClick: press,
        'aria-busy': isBusy,
        'aria-disabled': isBusy || others['aria-disabled'],
        'aria-describedby': failure ? failureId : undefined,
      },
      isBusy ? busyText : children,
    ),
    createElement('span', { id: failureId, role: 'alert' }, failure ? failureText(failure.error) : null),
  )
}
