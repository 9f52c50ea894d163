import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { CopyButton } from '../kit/copy-button.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { overviewQuery } from '../queries.ts'

/** Without the master key every stored token is lost, and nobody can help. */
export function BackUpStep({ fingerprint }: { fingerprint: string }) {
  const queries = useQueryClient()
  const confirm = useMutation({
    mutationFn: api.confirmKeyBackup,
    onSuccess: () => queries.invalidateQueries({ queryKey: overviewQuery.queryKey }),
  })
  return (
    <>
      <p>
        Every token is sealed under one master key, made at the first start and kept in Keyhold's home folder,
        never in the database. Lost is lost: copy the file to a password manager or a safe now.
      </p>
      <p className="fingerprint">
        <span className="sub">Its fingerprint, to recognise the copy by</span>
        <code>{fingerprint}</code>
        <CopyButton tone="icon" text={fingerprint} label="Copy fingerprint" />
      </p>
      {confirm.isError && <ProblemNotice error={confirm.error} />}
      <p>
        <Button tone="primary" busy={confirm.isPending} onClick={() => confirm.mutate()}>
          I have a copy in a safe place
        </Button>
      </p>
    </>
  )
}
