import './keys-rotation.css'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { Notice } from '../kit/notice.tsx'
import { Panel } from '../kit/page.tsx'
import { useIntent } from '../shell/intents.ts'
import type { RootKey, RootKeys } from './api.ts'
import { DestroyDialog } from './destroy-dialog.tsx'
import { rootKeysQuery } from './queries.ts'
import { RotateDialog } from './rotate-dialog.tsx'
import { RootKeyTable } from './table.tsx'
import { isUnderWay, sealingKeys } from './words.ts'

/** The root keys: what is sealed under each, how far a rotation is, and the next one. */
export function RootKeysPanel() {
  const keys = useQuery(rootKeysQuery)
  const [opened, setOpened] = useState<'rotate' | RootKey | null>(null)
  const rotate = useCallback(() => setOpened('rotate'), [])
  const close = useCallback(() => setOpened(null), [])
  useIntent('rotate-root-key', rotate)
  if (keys.data === null) return null
  return (
    <Panel title="Root keys" className="root-keys">
      <Answered query={keys} lines={4}>
        {(answer) =>
          answer && (
            <div className="form">
              <Keyring keyring={answer.keyring} />
              <RootKeyTable keys={sealingKeys(answer.keys)} onDestroy={setOpened} />
              <Foot answer={answer} onRotate={rotate} />
            </div>
          )
        }
      </Answered>
      {opened === 'rotate' && <RotateDialog onClose={close} />}
      {opened !== null && opened !== 'rotate' && <DestroyDialog rootKey={opened} onClose={close} />}
    </Panel>
  )
}

function Keyring({ keyring: { name, provenAt, trouble } }: Pick<RootKeys, 'keyring'>) {
  return (
    <>
      <p className="sub">
        They seal every token and secret that is stored, and are themselves kept wrapped by{' '}
        <code>{name}</code>
        {provenAt && (
          <>
            , which opened them <Moment at={provenAt} as="ago" />
          </>
        )}
        .
      </p>
      {trouble && (
        <Notice tone="warn">
          <p className="notice-title">What wraps them opens them no more.</p>
          <p>Keyhold goes on with the keys in hand, but would not start again: {trouble}</p>
        </Notice>
      )}
    </>
  )
}

function Foot({ answer: { keys, rotatesAt }, onRotate }: { answer: RootKeys; onRotate: () => void }) {
  const isBusy = keys.some(isUnderWay)
  const others = keys.filter(({ purpose }) => purpose !== 'seal').length
  return (
    <div className="root-keys-foot">
      {!isBusy && (
        <Button icon="refresh" onClick={onRotate}>
          Rotate…
        </Button>
      )}
      <p className="field-hint">
        {rotatesAt ? (
          <>
            Rotates by itself on <Moment at={rotatesAt} as="day" />.
          </>
        ) : (
          'Never rotates by itself.'
        )}
        {others > 0 && ` ${others} more keys serve other purposes and stay.`}
      </p>
    </div>
  )
}
