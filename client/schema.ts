// Made by `npm run docs` from the OpenAPI document and the books of faults; a test compares them.

export interface paths {
  '/livez': {
    /** Whether the process runs; asks nothing of the database. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              status: 'ok'
            }
          }
        }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/readyz': {
    /** Whether requests can be served: every check by name, 503 when one fails or while draining. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              status: 'ready' | 'not_ready' | 'draining'
              checks: Record<string, 'ok' | 'failed'>
            }
          }
        }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/openapi.json': {
    /** This document (OpenAPI 3.1), made from the routes. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: { content: { 'application/json': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/docs': {
    /** All addresses and all faults, readable. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: { content: { 'text/html': string } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/page.css': {
    /** The style of our plain pages. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: { content: { 'text/css; charset=utf-8': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/limits': {
    /** The limits on requests that are in force: tiers of keys, policies, and whether their store is away. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              /** The tier of keys that name none. */
              defaultTier: string
              tiers: {
                name: string
                policies: {
                  name: string
                  kind: 'rate' | 'quota'
                  /** Whom it counts. */
                  countsBy: 'caller' | 'address' | 'user and endpoint'
                  /** Units of a period. */
                  limit: number
                  /** Of a rate; null: a quota. */
                  periodSeconds: number | null
                  /** The calendar's window of a quota, UTC; null: a rate. */
                  period: 'minute' | 'hour' | 'day' | 'month' | null
                  /** Units that can be had at once. */
                  units: number
                }[]
              }[]
              policies: {
                name: string
                kind: 'rate' | 'quota'
                /** Whom it counts. */
                countsBy: 'caller' | 'address' | 'user and endpoint'
                /** Units of a period. */
                limit: number
                /** Of a rate; null: a quota. */
                periodSeconds: number | null
                /** The calendar's window of a quota, UTC; null: a rate. */
                period: 'minute' | 'hour' | 'day' | 'month' | null
                /** Units that can be had at once. */
                units: number
              }[]
              /** Server processes that share the limits. */
              processes: number
              /** The store is away: this process admits a reduced share. */
              isDegraded: boolean
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/vault/keys': {
    /** The root keys, how many records are sealed under each, and how far a rotation is. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              keyring: {
                name: string
                /** date-time */
                provenAt: string | null
                trouble: string | null
              }
              /** date-time */
              rotatesAt: string | null
              keys: {
                id: number
                purpose: string
                state: 'primary' | 'open' | 'retired'
                /** date-time */
                createdAt: string
                /** date-time */
                retiredAt: string | null
                rows: number | null
                /** date-time */
                destroyableAt: string | null
                rotation: {
                  toKey: number
                  cause: 'asked' | 'age'
                  /** date-time */
                  startedAt: string
                  rowsAtStart: number
                  resealed: number
                  unreadable: number
                  secondsLeft: number | null
                } | null
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/vault/keys/rotate': {
    /** Makes a new root key to seal under, and seals everything anew behind this answer. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** default false */
            dryRun?: boolean
            /** default false */
            again?: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              dryRun: boolean
              fromKey: number
              toKey: number
              rows: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/vault/keys/{id}/destroy': {
    /** Destroys a root key that nothing has been sealed under for a day. */
    post: {
      parameters: {
        path: {
          /** 1 to 2147483647 */
          id: number
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** default false */
            despiteBackups?: boolean
          }
        }
      }
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/audit/status': {
    /** How far the audit log is bound, its newest signed checkpoint, and its last proof in this process. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              epoch: number
              blocks: string
              entries: string
              /** date-time */
              oldestUnboundAt: string | null
              publicKey: string
              checkpoint: string
              running: {
                entries: number
              } | null
              lastProof: {
                ok: boolean
                checked: {
                  blocks: number
                  entries: number
                  checkpoints: number
                }
                pending: number
                problemCount: number
                problems: {
                  code: string
                  block: string | null
                  text: string
                }[]
                /** date-time */
                at: string
                isFull: boolean
              } | null
              sink: {
                to: string
                /** Entries of the log up to the last one it has taken. */
                entries: string
                /** Bound entries that it has not taken yet. */
                behind: string
                /** date-time */
                takenAt: string | null
                /** date-time */
                failingSince: string | null
                reason: string | null
              } | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/audit/verify': {
    /** Proves the audit log: what came since the last proof, or all of it. `GET /api/audit/status` shows how far it is. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** default false */
            full?: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              ok: boolean
              checked: {
                blocks: number
                entries: number
                checkpoints: number
              }
              pending: number
              problemCount: number
              problems: {
                code: string
                block: string | null
                text: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/audit/entries': {
    /** The account's entries of the audit log, newest first. */
    get: {
      parameters: {
        query?: {
          /** at most 100 characters */
          action?: string
          outcome?: 'ok' | 'refused' | 'failed'
          /** at most 200 characters */
          actor?: string
          /** uuid */
          object?: string
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              entries: {
                id: string
                /** date-time */
                at: string
                actorKind: string
                actor: string | null
                action: string
                objectKind: string | null
                object: string | null
                outcome: string
                n: number
                requestId: string | null
                detail: string | null
                text: string
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/audit/reads': {
    /** Who was given a token, of which only the SHA-256 is known: for a token that was found where it does not belong. */
    get: {
      parameters: {
        query: {
          tokenHash: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              reads: {
                id: string
                /** date-time */
                at: string
                actorKind: string
                actor: string | null
                object: string | null
                n: number
                requestId: string | null
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/webhooks/endpoints': {
    /** Addresses that hear what happens to connections, newest first. A key needs `webhooks:read`. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              endpoints: {
                id: string
                url: string
                eventTypes: string[]
                /** date-time */
                createdAt: string
                /** Off since then; `disabledReason` is asked, gone (it answered 410) or failing (for a week). date-time */
                disabledAt: string | null
                disabledReason: string | null
                /** Since when nothing arrived. date-time */
                failingSince: string | null
                /** date-time */
                previousSecretUntil: string | null
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Adds an address that hears what happens to connections. The secret that deliveries are signed with is in this answer and never again. A key needs `webhooks:write`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 2000 characters */
            url: string
            /** 1 to 19 items */
            eventTypes?: (
              | 'connection.created'
              | 'connection.refreshed'
              | 'connection.needs_reauth'
              | 'connection.recovered'
              | 'connection.revoked'
              | 'connection.anomaly'
              | 'key.suspended'
              | 'connection.scope_changed'
              | 'test.verdict_changed'
              | 'release_signature.refused'
              | 'journey.failing'
              | 'journey.still_failing'
              | 'journey.recovered'
              | 'journey.degraded'
              | 'journey.degraded_over'
              | 'journey.not_running'
              | 'journey.budget_burning'
              | 'journey.maintenance_began'
              | 'journey.maintenance_ended'
            )[]
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              id: string
              url: string
              eventTypes: string[]
              /** date-time */
              createdAt: string
              /** Off since then; `disabledReason` is asked, gone (it answered 410) or failing (for a week). date-time */
              disabledAt: string | null
              disabledReason: string | null
              /** Since when nothing arrived. date-time */
              failingSince: string | null
              /** date-time */
              previousSecretUntil: string | null
              secret: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/webhooks/endpoints/{id}': {
    /** Changes what an endpoint hears, where it is, or whether it is on. A key needs `webhooks:write`. */
    patch: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 2000 characters */
            url?: string
            /** 1 to 19 items */
            eventTypes?: (
              | 'connection.created'
              | 'connection.refreshed'
              | 'connection.needs_reauth'
              | 'connection.recovered'
              | 'connection.revoked'
              | 'connection.anomaly'
              | 'key.suspended'
              | 'connection.scope_changed'
              | 'test.verdict_changed'
              | 'release_signature.refused'
              | 'journey.failing'
              | 'journey.still_failing'
              | 'journey.recovered'
              | 'journey.degraded'
              | 'journey.degraded_over'
              | 'journey.not_running'
              | 'journey.budget_burning'
              | 'journey.maintenance_began'
              | 'journey.maintenance_ended'
            )[]
            enabled?: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              url: string
              eventTypes: string[]
              /** date-time */
              createdAt: string
              /** Off since then; `disabledReason` is asked, gone (it answered 410) or failing (for a week). date-time */
              disabledAt: string | null
              disabledReason: string | null
              /** Since when nothing arrived. date-time */
              failingSince: string | null
              /** date-time */
              previousSecretUntil: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Removes an endpoint with its secrets and what was still to be sent there. A key needs `webhooks:write`. */
    delete: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/webhooks/endpoints/{id}/secrets': {
    /** Gives an endpoint a new secret, shown this once. The one before signs beside it for 24 hours. A key needs `webhooks:write`. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: { content: { 'application/json': Record<string, unknown> } }
      responses: {
        201: {
          content: {
            'application/json': {
              id: string
              url: string
              eventTypes: string[]
              /** date-time */
              createdAt: string
              /** Off since then; `disabledReason` is asked, gone (it answered 410) or failing (for a week). date-time */
              disabledAt: string | null
              disabledReason: string | null
              /** Since when nothing arrived. date-time */
              failingSince: string | null
              /** date-time */
              previousSecretUntil: string | null
              secret: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/webhooks/endpoints/{id}/deliveries': {
    /** What was and is to be sent to an endpoint, newest first, with each attempt; kept for 30 days. A key needs `webhooks:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          state?: 'pending' | 'delivered' | 'failed'
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              deliveries: {
                /** The event's id, as in `webhook-id`. */
                id: string
                type: string
                /** When it happened. date-time */
                at: string
                connectionId: string | null
                state: 'pending' | 'delivered' | 'failed'
                attempts: number
                /** date-time */
                nextAttemptAt: string | null
                /** date-time */
                endedAt: string | null
                lastStatus: number | null
                lastReason: string | null
                history: {
                  at: string
                  milliseconds: number
                  status: number | null
                  reason: string | null
                }[]
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/webhooks/endpoints/{id}/tests': {
    /** Sends an event of the type webhook.test, whatever the endpoint hears. A key needs `webhooks:write`. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: { content: { 'application/json': Record<string, unknown> } }
      responses: {
        201: {
          content: {
            'application/json': {
              /** The event's id, as in `webhook-id`. */
              id: string
              type: string
              /** When it happened. date-time */
              at: string
              connectionId: string | null
              state: 'pending' | 'delivered' | 'failed'
              attempts: number
              /** date-time */
              nextAttemptAt: string | null
              /** date-time */
              endedAt: string | null
              lastStatus: number | null
              lastReason: string | null
              history: {
                at: string
                milliseconds: number
                status: number | null
                reason: string | null
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/webhooks/endpoints/{id}/deliveries/{eventId}/attempts': {
    /** Sends one event again, under its own id, whatever came of it before. A key needs `webhooks:write`. */
    post: {
      parameters: {
        path: {
          id: string
          eventId: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: { content: { 'application/json': Record<string, unknown> } }
      responses: {
        201: {
          content: {
            'application/json': {
              /** The event's id, as in `webhook-id`. */
              id: string
              type: string
              /** When it happened. date-time */
              at: string
              connectionId: string | null
              state: 'pending' | 'delivered' | 'failed'
              attempts: number
              /** date-time */
              nextAttemptAt: string | null
              /** date-time */
              endedAt: string | null
              lastStatus: number | null
              lastReason: string | null
              history: {
                at: string
                milliseconds: number
                status: number | null
                reason: string | null
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/webhooks/endpoints/{id}/replays': {
    /** Sends everything since a moment again, as far back as the log goes: each event under its own id. At most 10000 at once; the answer says where to go on. A key needs `webhooks:write`. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** date-time */
            since: string
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              found: number
              due: number
              /** date-time */
              continuesAt: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/mail/outbox': {
    /** Mail to people of the last 30 days, newest first: what about and how it went; never to whom nor what it says. */
    get: {
      parameters: {
        query?: {
          /** 1 to 100, default 50 */
          limit?: number
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              /** Whether this deployment has a way out for mail. */
              canSend: boolean
              mails: {
                id: string
                template: string
                state: string
                attempts: number
                /** Why it has not left, a code. */
                reason: string | null
                /** date-time */
                createdAt: string
                /** date-time */
                endedAt: string | null
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/operator/session': {
    /** Signs the operator in with the secret of a single-use link. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 200 characters */
            token: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              /** date-time */
              expiresAt: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** The operator's own session. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              home: {
                accountId: string
              }
              /** date-time */
              signedInAt: string
              /** date-time */
              idleExpiresAt: string
              /** date-time */
              expiresAt: string
              environment: string
              version: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Signs the operator out. */
    delete: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/operator/links': {
    /** Makes another single-use sign-in link (the CLI calls this). A key needs `operator:link`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        201: {
          content: {
            'application/json': {
              url: string
              /** date-time */
              expiresAt: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/operator/key-backup': {
    /** Confirms that the master key is backed up. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            confirmed: true
          }
        }
      }
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/people/sessions/end': {
    /** Ends everybody's sessions but the caller's own: after a break-in. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              ended: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/people': {
    /** People, newest first; `username`: whose name begins so; `address`: whose whole address that is; `subject`: whom an issuer knows by just that. */
    get: {
      parameters: {
        query?: {
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
          /** at most 320 characters */
          address?: string
          /** 1 to 255 characters */
          subject?: string
          /** 1 to 255 characters */
          username?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              people: {
                id: string
                username: string | null
                displayName: string | null
                email: string | null
                emailVerified: boolean
                /** date-time */
                createdAt: string
                /** date-time */
                disabledAt: string | null
                /** date-time */
                eraseAt: string | null
                isOperator: boolean
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/people/{id}': {
    /** What is known of a person: sessions, kinds of factors, memberships, how much there is; no secret. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              username: string | null
              displayName: string | null
              email: string | null
              emailVerified: boolean
              /** date-time */
              createdAt: string
              /** date-time */
              disabledAt: string | null
              /** date-time */
              eraseAt: string | null
              isOperator: boolean
              disabledReason: string | null
              /** What the audit log calls the person, as actor and as object. */
              logName: string | null
              sessions: {
                id: string
                /** date-time */
                createdAt: string
                /** date-time */
                lastUsedAt: string
                /** date-time */
                expiresAt: string
                agent: string | null
                methods: string[]
                actingOperator: string | null
              }[]
              factors: {
                authenticator: boolean
                passkeys: number
                recoveryCodes: number
              }
              /** When all factors are taken off, as an operator asked. date-time */
              factorResetAt: string | null
              memberships: {
                accountId: string
                role: string
              }[]
              /** How much there is of what parts keep: connections, keys, webhooks, records, users. */
              counts: Record<string, number>
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/people/{id}/disable': {
    /** Switches an account off: its sessions end at once, and nobody signs in to it. The person is told by mail. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 500 characters */
            reason: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              ended: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/people/{id}/enable': {
    /** Switches an account on again. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/people/{id}/sessions/end': {
    /** Ends all sessions of a person. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              ended: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/people/{id}/send-reset': {
    /** Mails a person a link to set a new password with. Nobody sees or sets a password of somebody else. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/people/{id}/operator': {
    /** Lets a person look after this deployment, or no more; its sessions end. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            isOperator: boolean
          }
        }
      }
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/operator/person': {
    /** Makes a person an operator and owner of the home account: the first one, by the session of a link. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            personId: string
          }
        }
      }
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/people/{id}/impersonate': {
    /** Looks through a person's eyes for half an hour at most, reading alone; off by default, and the person is told. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 500 characters */
            reason: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              sessionId: string
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/teams/{id}/members': {
    /** Who may act for a team, and as what. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              members: {
                personId: string
                role: 'owner' | 'member' | 'viewer'
                /** date-time */
                createdAt: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/teams/{id}/members/{personId}': {
    /** Says what a person may do for a team. */
    put: {
      parameters: {
        path: {
          id: string
          personId: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            role: 'owner' | 'member' | 'viewer'
          }
        }
      }
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** A person may do nothing for a team any more. */
    delete: {
      parameters: {
        path: {
          id: string
          personId: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/imports/people': {
    /** Takes over people of another system, who sign in with the passwords and authenticator apps that they have: rows as they stand in its database. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** default false */
            dryRun?: boolean
            /** at most 20 items */
            rows: {
              /** 1 to 40 characters */
              id: string
              /** default null */
              address?: string | null
              /** default null */
              username?: string | null
              /** default null */
              displayName?: string | null
              /** A boolean as PostgreSQL writes it, or the moment at which the address was proved. default null */
              isVerified?: string | null
              /** argon2 or scrypt as a PHC string, scrypt as Better Auth keeps it, or bcrypt of cost 4 to 14. default null */
              passwordHash?: string | null
              /** default null */
              hasFactor?: string | null
              /** Of an authenticator app, in base 32. Wanted where `hasFactor` is true. default null */
              factorSecret?: string | null
            }[]
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              dryRun: boolean
              read: number
              imported: number
              unchanged: number
              people: {
                id: string
                outcome: 'imported' | 'unchanged'
                personId: string | null
                /** Another one than there, when somebody has that here. */
                username: string | null
              }[]
              failures: {
                id: string
                field: string
                reason: 'missing' | 'invalid' | 'unknown_hash'
                text: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/me/export': {
    /** All that is kept of the signed-in person, without secrets, as one JSON document; with `table` and `format=csv` one table of it. */
    get: {
      parameters: {
        query?: {
          /** at most 100 characters */
          table?: string
          /** default "json" */
          format?: 'json' | 'csv'
        }
      }
      requestBody?: never
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** All that is kept of the signed-in person, without secrets, as one JSON document; with `table` and `format=csv` one table of it. */
    head: {
      parameters: {
        query?: {
          /** at most 100 characters */
          table?: string
          /** default "json" */
          format?: 'json' | 'csv'
        }
      }
      requestBody?: never
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/me/erase': {
    /** Erases the signed-in person with all that is kept, seven days from now; the other sessions end. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
              /** date-time */
              eraseAt: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** The account of the signed-in person is not erased after all. */
    delete: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/flags': {
    /** The features that can be switched, and what CSRF protection refused or would have refused. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              flags: {
                name:
                  | 'EMAIL_ENABLED'
                  | 'TWO_FACTOR_ENABLED'
                  | 'CSRF_ENABLED'
                  | 'PR_INTEL_ENABLED'
                  | 'FLAKY_DETECTOR_ENABLED'
                  | 'SCHEMA_DIFF_ENABLED'
                  | 'SYNTHETIC_JOURNEY_ENABLED'
                title: string
                on: boolean
                /** Who says so: the environment, above the operator, above the default. */
                from: 'environment' | 'operator' | 'default'
                /** date-time */
                changedAt: string | null
              }[]
              /** Writes of signed-in browsers, as this process saw them since it started. */
              csrf: {
                refused: {
                  missing: number
                  invalid: number
                  crossSite: number
                }
                reported: {
                  missing: number
                  invalid: number
                  crossSite: number
                }
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Switches one feature on or off for all processes, within two seconds; null: as by default. */
    put: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            name:
              | 'EMAIL_ENABLED'
              | 'TWO_FACTOR_ENABLED'
              | 'CSRF_ENABLED'
              | 'PR_INTEL_ENABLED'
              | 'FLAKY_DETECTOR_ENABLED'
              | 'SCHEMA_DIFF_ENABLED'
              | 'SYNTHETIC_JOURNEY_ENABLED'
            on: boolean | null
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              flags: {
                name:
                  | 'EMAIL_ENABLED'
                  | 'TWO_FACTOR_ENABLED'
                  | 'CSRF_ENABLED'
                  | 'PR_INTEL_ENABLED'
                  | 'FLAKY_DETECTOR_ENABLED'
                  | 'SCHEMA_DIFF_ENABLED'
                  | 'SYNTHETIC_JOURNEY_ENABLED'
                title: string
                on: boolean
                /** Who says so: the environment, above the operator, above the default. */
                from: 'environment' | 'operator' | 'default'
                /** date-time */
                changedAt: string | null
              }[]
              /** Writes of signed-in browsers, as this process saw them since it started. */
              csrf: {
                refused: {
                  missing: number
                  invalid: number
                  crossSite: number
                }
                reported: {
                  missing: number
                  invalid: number
                  crossSite: number
                }
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/profiles': {
    /** The caller's own profile. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              profile: {
                id: string
                vanityUrl: string
                headline: string | null
                /** date-time */
                createdAt: string
                /** date-time */
                updatedAt: string
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Makes the caller's profile; there is one of each person. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 64 characters */
            vanityUrl: string
            headline?: string | null
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              profile: {
                id: string
                vanityUrl: string
                headline: string | null
                /** date-time */
                createdAt: string
                /** date-time */
                updatedAt: string
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Changes the caller's profile; what is not given stays. */
    put: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 64 characters */
            vanityUrl?: string
            headline?: string | null
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              profile: {
                id: string
                vanityUrl: string
                headline: string | null
                /** date-time */
                createdAt: string
                /** date-time */
                updatedAt: string
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/profiles': {
    /** The caller's own profile. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              profile: {
                id: string
                vanityUrl: string
                headline: string | null
                /** date-time */
                createdAt: string
                /** date-time */
                updatedAt: string
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Makes the caller's profile; there is one of each person. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 64 characters */
            vanityUrl: string
            headline?: string | null
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              profile: {
                id: string
                vanityUrl: string
                headline: string | null
                /** date-time */
                createdAt: string
                /** date-time */
                updatedAt: string
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Changes the caller's profile; what is not given stays. */
    put: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 64 characters */
            vanityUrl?: string
            headline?: string | null
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              profile: {
                id: string
                vanityUrl: string
                headline: string | null
                /** date-time */
                createdAt: string
                /** date-time */
                updatedAt: string
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/login': {
    /** Signs a person in by address and password; answers with cookies, or asks for the second step. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 320 characters */
            email: string
            /** 1 to 4096 characters */
            password: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              user?: {
                id: string
                username: string | null
                email: string | null
                displayName: string | null
                avatar: string | null
                emailVerified: boolean
                /** date-time */
                createdAt: string
                twoFactorEnabled: boolean
                isOperator: boolean
                /** When the account is erased, if its person asked for that. date-time */
                eraseAt: string | null
              }
              requiresTwoFactor: boolean
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/change-password': {
    /** Replaces the password of a signed-in person; the other sessions end. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 4096 characters */
            currentPassword: string
            /** 1 to 4096 characters */
            newPassword: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/refresh': {
    /** The next pair of a session's tokens, as cookies. */
    post: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/logout': {
    /** Ends this browser's session. */
    post: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/me': {
    /** Who is signed in. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              user: {
                id: string
                username: string | null
                email: string | null
                displayName: string | null
                avatar: string | null
                emailVerified: boolean
                /** date-time */
                createdAt: string
                twoFactorEnabled: boolean
                isOperator: boolean
                /** When the account is erased, if its person asked for that. date-time */
                eraseAt: string | null
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/session': {
    /** Who is signed in, and the session. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              user: {
                id: string
                username: string | null
                email: string | null
                displayName: string | null
                avatar: string | null
                emailVerified: boolean
                /** date-time */
                createdAt: string
                twoFactorEnabled: boolean
                isOperator: boolean
                /** When the account is erased, if its person asked for that. date-time */
                eraseAt: string | null
              }
              session: {
                id: string
                /** date-time */
                createdAt: string
                /** date-time */
                lastUsedAt: string
                /** date-time */
                expiresAt: string
                /** date-time */
                refreshBefore: string
                /** date-time */
                authenticatedAt: string
                methods: string[]
                actingOperator: string | null
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/sessions': {
    /** A person's own live sessions, the one that was used last first. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              sessions: {
                id: string
                /** date-time */
                createdAt: string
                /** date-time */
                lastUsedAt: string
                /** date-time */
                expiresAt: string
                isCurrent: boolean
                agent: string | null
                address: string | null
                methods: string[]
                actingOperator: string | null
              }[]
              total: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/logout-session': {
    /** Ends one of a person's own sessions. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 100 characters */
            sessionId: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
              sessionId: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/logout-others': {
    /** Ends a person's own sessions but for this one. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
              ended: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/logout-all': {
    /** Ends all of a person's own sessions, this one too. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
              ended: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/oidc': {
    /** What the pages of signing in and up need to know: the host of the operators’ OpenID Connect provider, and whether addresses are proved by mail. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              provider: string | null
              mail: boolean
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/oidc/start': {
    /** Sends an operator to the OpenID Connect provider of the console. */
    get: {
      parameters: {
        query?: {
          /** at most 500 characters, default "/" */
          next?: string
        }
      }
      requestBody?: never
      responses: {
        303: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/oidc/callback': {
    /** Takes an operator back from there, and signs it in. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        303: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/2fa/setup': {
    /** Makes a secret for an authenticator app, as text and as a QR code; asked for from `/auth/2fa/enable` on. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              secret: string
              otpauthUrl: string
              qr: string
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/2fa/enable': {
    /** Asks for a code of the app at every sign-in from now on; the other sessions end. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 40 characters */
            code: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
              enabled: boolean
              recoveryCodes: string[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/2fa/verify': {
    /** The second step of a sign-in, by a code of the app or a recovery code; whose it is, the cookie says. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 40 characters */
            code: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              verified: boolean
              user: {
                id: string
                username: string | null
                email: string | null
                displayName: string | null
                avatar: string | null
                emailVerified: boolean
                /** date-time */
                createdAt: string
                twoFactorEnabled: boolean
                isOperator: boolean
                /** When the account is erased, if its person asked for that. date-time */
                eraseAt: string | null
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/2fa/disable': {
    /** Takes the authenticator app off, by a last code of it or a recovery code; the other sessions end. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 40 characters */
            code: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              enabled: boolean
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/2fa/recovery-codes': {
    /** Makes ten new recovery codes in the place of those before; they are shown this once. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              recoveryCodes: string[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/factors': {
    /** By what the signed-in person can prove who it is, beside the password. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              authenticator: {
                /** date-time */
                enabledAt: string
                /** date-time */
                usedAt: string | null
              } | null
              passkeys: {
                id: string
                name: string
                /** date-time */
                createdAt: string
                /** date-time */
                usedAt: string | null
                isBackedUp: boolean
              }[]
              recoveryCodes: {
                left: number
                isFew: boolean
              }
              /** When all of them are taken off, as the operator was asked to. date-time */
              resetAt: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/step-up': {
    /** Proves anew who is signed in, for what reveals or changes a secret: password and code, or a passkey. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 4096 characters */
            password?: string
            /** 1 to 40 characters */
            code?: string
            passkey?: {
              /** at most 1500 characters */
              id: string
              /** at most 1500 characters */
              rawId: string
              type: 'public-key'
              authenticatorAttachment?: 'platform' | 'cross-platform'
              response: {
                /** at most 10000 characters */
                clientDataJSON: string
                /** at most 10000 characters */
                authenticatorData: string
                /** at most 5000 characters */
                signature: string
                userHandle?: string | null
              }
            }
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              /** date-time */
              provedAt: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/step-up/options': {
    /** What a passkey of the signed-in person is to sign for that. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              challenge: string
              timeout?: number
              rpId?: string
              rp?: {
                id?: string
                name: string
              }
              user?: {
                id: string
                name: string
                displayName: string
              }
              pubKeyCredParams?: {
                alg: number
                type: 'public-key'
              }[]
              excludeCredentials?: {
                id: string
                type: string
                transports?: string[]
              }[]
              allowCredentials?: {
                id: string
                type: string
                transports?: string[]
              }[]
              userVerification?: string
              authenticatorSelection?: {
                residentKey?: string
                requireResidentKey?: boolean
                userVerification?: string
              }
              attestation?: string
              extensions?: {
                credProps?: boolean
              }
              hints?: string[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/people/{id}/factor-reset': {
    /** Takes off the second factors of a person who lost them, a day from now; the person is told at once. */
    post: {
      parameters: {
        path: {
          /** uuid */
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              /** date-time */
              resetAt: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Leaves the second factors of that person as they are after all. */
    delete: {
      parameters: {
        path: {
          /** uuid */
          id: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/factors/reset': {
    /** The signed-in person still has its second factors: they stay. */
    delete: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/passkeys/options': {
    /** What a browser makes a passkey of the signed-in person with. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              challenge: string
              timeout?: number
              rpId?: string
              rp?: {
                id?: string
                name: string
              }
              user?: {
                id: string
                name: string
                displayName: string
              }
              pubKeyCredParams?: {
                alg: number
                type: 'public-key'
              }[]
              excludeCredentials?: {
                id: string
                type: string
                transports?: string[]
              }[]
              allowCredentials?: {
                id: string
                type: string
                transports?: string[]
              }[]
              userVerification?: string
              authenticatorSelection?: {
                residentKey?: string
                requireResidentKey?: boolean
                userVerification?: string
              }
              attestation?: string
              extensions?: {
                credProps?: boolean
              }
              hints?: string[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/passkeys': {
    /** Keeps a passkey that the browser made; the other sessions end. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 100 characters, default "Passkey" */
            name?: string
            response: {
              /** at most 1500 characters */
              id: string
              /** at most 1500 characters */
              rawId: string
              type: 'public-key'
              authenticatorAttachment?: 'platform' | 'cross-platform'
              response: {
                /** at most 10000 characters */
                clientDataJSON: string
                /** at most 40000 characters */
                attestationObject: string
                /** at most 10 items */
                transports?: string[]
              }
            }
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              id: string
              name: string
              recoveryCodes: string[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/passkeys/{id}': {
    /** Removes a passkey; the other sessions end. */
    delete: {
      parameters: {
        path: {
          /** uuid */
          id: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/passkeys/sign-in/options': {
    /** What a passkey is to sign for a sign-in without name and password. */
    post: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              challenge: string
              timeout?: number
              rpId?: string
              rp?: {
                id?: string
                name: string
              }
              user?: {
                id: string
                name: string
                displayName: string
              }
              pubKeyCredParams?: {
                alg: number
                type: 'public-key'
              }[]
              excludeCredentials?: {
                id: string
                type: string
                transports?: string[]
              }[]
              allowCredentials?: {
                id: string
                type: string
                transports?: string[]
              }[]
              userVerification?: string
              authenticatorSelection?: {
                residentKey?: string
                requireResidentKey?: boolean
                userVerification?: string
              }
              attestation?: string
              extensions?: {
                credProps?: boolean
              }
              hints?: string[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/passkeys/sign-in': {
    /** Signs in by a passkey alone, which must have looked at its owner. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            response: {
              /** at most 1500 characters */
              id: string
              /** at most 1500 characters */
              rawId: string
              type: 'public-key'
              authenticatorAttachment?: 'platform' | 'cross-platform'
              response: {
                /** at most 10000 characters */
                clientDataJSON: string
                /** at most 10000 characters */
                authenticatorData: string
                /** at most 5000 characters */
                signature: string
                userHandle?: string | null
              }
            }
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              user: {
                id: string
                username: string | null
                email: string | null
                displayName: string | null
                avatar: string | null
                emailVerified: boolean
                /** date-time */
                createdAt: string
                twoFactorEnabled: boolean
                isOperator: boolean
                /** When the account is erased, if its person asked for that. date-time */
                eraseAt: string | null
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/2fa/passkey/options': {
    /** What a passkey is to sign as the second step of a sign-in. */
    post: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              challenge: string
              timeout?: number
              rpId?: string
              rp?: {
                id?: string
                name: string
              }
              user?: {
                id: string
                name: string
                displayName: string
              }
              pubKeyCredParams?: {
                alg: number
                type: 'public-key'
              }[]
              excludeCredentials?: {
                id: string
                type: string
                transports?: string[]
              }[]
              allowCredentials?: {
                id: string
                type: string
                transports?: string[]
              }[]
              userVerification?: string
              authenticatorSelection?: {
                residentKey?: string
                requireResidentKey?: boolean
                userVerification?: string
              }
              attestation?: string
              extensions?: {
                credProps?: boolean
              }
              hints?: string[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/2fa/passkey': {
    /** The second step of a sign-in, by a passkey. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            response: {
              /** at most 1500 characters */
              id: string
              /** at most 1500 characters */
              rawId: string
              type: 'public-key'
              authenticatorAttachment?: 'platform' | 'cross-platform'
              response: {
                /** at most 10000 characters */
                clientDataJSON: string
                /** at most 10000 characters */
                authenticatorData: string
                /** at most 5000 characters */
                signature: string
                userHandle?: string | null
              }
            }
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              verified: boolean
              user: {
                id: string
                username: string | null
                email: string | null
                displayName: string | null
                avatar: string | null
                emailVerified: boolean
                /** date-time */
                createdAt: string
                twoFactorEnabled: boolean
                isOperator: boolean
                /** When the account is erased, if its person asked for that. date-time */
                eraseAt: string | null
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/register': {
    /** Signs somebody up. The answer is the same whether the address was free; what is to be done next comes by mail. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** at most 400 characters */
            email: string
            /** at most 400 characters */
            username: string
            /** at most 10000 characters */
            password: string
            /** at most 200 characters */
            displayName?: string
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/verify-email': {
    /** Proves an address by the token of a mailed link, once. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 200 characters */
            token: string
            /** Of who signed up: where somebody else tried with the same address, it stays. at most 10000 characters */
            password?: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
              verified?: true
              alreadyVerified?: true
              /** Others had signed up with the address too: nobody's password counts, a new one is set by mail. */
              passwordNeeded?: true
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/resend-verification': {
    /** Mails another link to prove the address with: to who is signed in, or to `email`. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** at most 400 characters */
            email?: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
              email: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/forgot-password': {
    /** Mails a link to set a new password with, if the address is anybody's. The answer is the same either way. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** at most 400 characters */
            email: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/reset-password': {
    /** Sets a new password by the token of a mailed link, once; all sessions end, and nobody is signed in. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 200 characters */
            token: string
            /** at most 10000 characters */
            password: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/change-email': {
    /** Asks for another address: a link goes there, and the old address stays until it is used. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** at most 400 characters */
            email: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
              email: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/auth/change-email/confirm': {
    /** Takes another address by the token of the link that was mailed there, once; the old address is told. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 200 characters */
            token: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              message: string
              email: string
              verified: true
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/keys': {
    /** The API keys of this account, newest first. A key needs `keys:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              keys: {
                id: string
                name: string
                obfuscated: string
                scopes: string[]
                userId: string | null
                /** Which limits it is under; null: the default tier's. */
                tier: string | null
                /** date-time */
                createdAt: string
                /** date-time */
                expiresAt: string | null
                /** date-time */
                lastUsedAt: string | null
                /** date-time */
                revokedAt: string | null
                /** Used so oddly that it is refused until somebody has looked: `keyhold anomalies`. date-time */
                suspendedAt: string | null
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Makes an API key. The key itself is in this answer and never again. Unless scopes are named, it reads through connections and sees no token. A key needs `keys:write`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 100 characters */
            name: string
            /** 1 to 14 items, default ["connections:read","connections:proxy"] */
            scopes?: (
              | 'connections:read'
              | 'connections:proxy'
              | 'connections:proxy:write'
              | 'connections:token'
              | 'connections:write'
              | 'data:read'
              | 'data:write'
              | 'webhooks:read'
              | 'webhooks:write'
              | 'metrics:read'
              | 'releases:read'
              | 'releases:write'
              | 'journey:run'
              | 'journey:write'
            )[]
            /** 1 to 200 characters */
            userId?: string
            /** 1 to 3650 */
            expiresInDays?: number
            /** 1 to 63 characters */
            tier?: string
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              id: string
              name: string
              obfuscated: string
              scopes: string[]
              userId: string | null
              /** Which limits it is under; null: the default tier's. */
              tier: string | null
              /** date-time */
              createdAt: string
              /** date-time */
              expiresAt: string | null
              key: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/keys/{id}/uses': {
    /** What uses a key: programs by the name they give themselves, and the connections whose tokens it read. A key needs `keys:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              clients: {
                client: string
                /** date-time */
                firstUsedAt: string
                /** date-time */
                lastUsedAt: string
              }[]
              connections: {
                connectionId: string
                reads: number
                /** date-time */
                lastReadAt: string
              }[]
              /** The oldest read that was counted. date-time */
              readsSince: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/keys/{id}': {
    /** Puts an API key into another tier of limits, within 5 s; what it has used stays used. A key needs `keys:write`. */
    patch: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            tier: string | null
          }
        }
      }
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Revokes an API key, at once and for all processes. A key needs `keys:write`. */
    delete: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/imports/001-keys': {
    /** Takes over API keys of source system 001, which go on working as they are: rows as they stand in its database, with the SHA-256 of each key. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** default false */
            dryRun?: boolean
            /** What a scope of the source allows here besides. Default nothing. default {} */
            map?: Partial<
              Record<
                | 'receipts:read'
                | 'receipts:write'
                | 'receipts:delete'
                | 'claims:read'
                | 'claims:write'
                | 'claims:delete'
                | 'search:read'
                | 'analytics:read'
                | 'teams:read'
                | 'profile:read'
                | 'categories:read'
                | 'gamification:read'
                | 'admin:all',
                (
                  | 'connections:read'
                  | 'connections:proxy'
                  | 'connections:proxy:write'
                  | 'connections:token'
                  | 'connections:write'
                  | 'data:read'
                  | 'data:write'
                  | 'webhooks:read'
                  | 'webhooks:write'
                  | 'metrics:read'
                  | 'releases:read'
                  | 'releases:write'
                  | 'journey:run'
                  | 'journey:write'
                )[]
              >
            >
            /** at most 20 items */
            rows: {
              /** 1 to 40 characters */
              id: string
              userId: string | null
              name: string | null
              keyHash: string | null
              keyPrefix: string | null
              /** As PostgreSQL writes an array. */
              scopes: string | null
              /** As PostgreSQL writes a boolean. */
              isActive: string | null
              /** As PostgreSQL writes a timestamptz; null never. */
              expiresAt: string | null
            }[]
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              dryRun: boolean
              read: number
              imported: number
              unchanged: number
              skipped: number
              keys: {
                id: string
                outcome: 'imported' | 'unchanged' | 'skipped'
                keyId: string | null
              }[]
              failures: {
                id: string
                field: string | null
                reason: 'missing' | 'invalid' | 'revoked_there' | 'user_is_erased'
                text: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/limits/keys': {
    /** What is left of its limits to each API key that can still be used, newest first. A key needs `keys:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              keys: {
                id: string
                name: string
                obfuscated: string
                userId: string | null
                /** Null: the default tier. */
                tier: string | null
                /** date-time */
                lastUsedAt: string | null
                allowances: {
                  policy: string
                  /** Units that can be had at once. */
                  units: number
                  /** What a process has borrowed ahead counts as taken. */
                  left: number
                  /** When all of it is there again; null: it is. date-time */
                  wholeAt: string | null
                }[]
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/.netlify/functions/api-key-manager': {
    /** Makes an API key that speaks for one user alone, as source 000 did. The key is shown this once. A key needs `keys:bound`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: { content: { 'application/json': Record<string, unknown> } }
      responses: {
        201: {
          content: {
            'application/json': {
              id: string
              api_key: string
              name: string
              user_id: string
              /** date-time */
              created_at: string
              /** date-time */
              expires_at: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** One user's API keys, without the keys, as source 000 did. A key needs `keys:bound`. */
    get: {
      parameters: {
        query?: {
          user_id?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              name: string
              /** date-time */
              last_used_at: string | null
              /** date-time */
              created_at: string
              /** date-time */
              expires_at: string | null
              is_active: boolean
            }[]
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Switches an API key of one user off, for good, as source 000 did. A key needs `keys:bound`. */
    put: {
      parameters: Record<never, never>
      requestBody: { content: { 'application/json': Record<string, unknown> } }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              is_active: boolean
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Ends an API key of one user at once, as source 000 did. A key needs `keys:bound`. */
    delete: {
      parameters: Record<never, never>
      requestBody: { content: { 'application/json': Record<string, unknown> } }
      responses: {
        200: {
          content: {
            'application/json': {
              success: true
              id: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/anomalies': {
    /** Who is used in a way that is odd, how much that scores now, and each decision with its rule, inputs and score, newest first. A key needs `keys:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
          /** 1 to 100 characters */
          principal?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              standings: {
                /** A key's id, the name of a fixed secret, or a network. */
                principal: string
                kind: 'key' | 'internal' | 'network'
                /** Of the key. */
                name: string | null
                score: number
                rules: string[]
                /** date-time */
                suspendedAt: string | null
              }[]
              findings: {
                id: string
                /** date-time */
                at: string
                principal: string
                kind: 'key' | 'internal' | 'network'
                name: string | null
                rule: string
                text: string
                inputs: Record<string, string | number>
                score: number
                action: 'annotate' | 'slow' | 'refuse' | 'suspend'
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/anomalies/clear': {
    /** Forgets all that was found of a key, a fixed secret or a network; a suspended key serves again. In other processes within 5 s. A key needs `keys:write`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 100 characters */
            principal: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              principal: string
              resumed: boolean
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/token': {
    /** An access token that stays valid for at least `min_valid_seconds`, refreshed first when it must be. A key needs `connections:token`. */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          /** 0 to 3600, default 300 */
          min_valid_seconds?: number
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              access_token: string
              token_type: string
              /** date-time */
              expires_at: string | null
              scope: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/refresh': {
    /** Refreshes now. With `wait=0` answers 423 while another refresh is under way. A key needs `connections:token`. */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          /** default "1" */
          wait?: '0' | '1'
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              userId: string
              provider: string
              kind: string
              label: string | null
              providerAccount: string | null
              status: 'active' | 'pending' | 'needs_reauth' | 'closing'
              reason: string | null
              reasonText: string | null
              scopes: string[]
              missingScopes: string[]
              /** date-time */
              createdAt: string
              /** date-time */
              connectedAt: string
              /** date-time */
              refreshedAt: string | null
              /** date-time */
              softExpiresAt: string | null
              /** date-time */
              expiresAt: string | null
              /** date-time */
              nextAttemptAt: string | null
              failures: number
              lastFailure: {
                /** date-time */
                at: string
                code: string
                text: string
              } | null
              /** date-time */
              lastUsedAt: string | null
              lastUsedBy: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}': {
    /** Ends a connection: revoked at the provider first, then deleted; says what happened there. A key needs `connections:write`. */
    delete: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              revocation: 'revoked' | 'pending' | 'failed' | 'shared' | 'none'
              reason: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** One connection: its state, with the reason in words, and who used it last. A key needs `connections:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              userId: string
              provider: string
              kind: string
              label: string | null
              providerAccount: string | null
              status: 'active' | 'pending' | 'needs_reauth' | 'closing'
              reason: string | null
              reasonText: string | null
              scopes: string[]
              missingScopes: string[]
              /** date-time */
              createdAt: string
              /** date-time */
              connectedAt: string
              /** date-time */
              refreshedAt: string | null
              /** date-time */
              softExpiresAt: string | null
              /** date-time */
              expiresAt: string | null
              /** date-time */
              nextAttemptAt: string | null
              failures: number
              lastFailure: {
                /** date-time */
                at: string
                code: string
                text: string
              } | null
              /** date-time */
              lastUsedAt: string | null
              lastUsedBy: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Renames a connection. A key needs `connections:write`. */
    patch: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 100 characters */
            label: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              userId: string
              provider: string
              kind: string
              label: string | null
              providerAccount: string | null
              status: 'active' | 'pending' | 'needs_reauth' | 'closing'
              reason: string | null
              reasonText: string | null
              scopes: string[]
              missingScopes: string[]
              /** date-time */
              createdAt: string
              /** date-time */
              connectedAt: string
              /** date-time */
              refreshedAt: string | null
              /** date-time */
              softExpiresAt: string | null
              /** date-time */
              expiresAt: string | null
              /** date-time */
              nextAttemptAt: string | null
              failures: number
              lastFailure: {
                /** date-time */
                at: string
                code: string
                text: string
              } | null
              /** date-time */
              lastUsedAt: string | null
              lastUsedBy: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/proxy/{path}': {
    /** Calls the provider with the connection’s fresh token, which stays here. HEAD, too. A key needs `connections:proxy`. */
    get: {
      parameters: {
        path: {
          id: string
          /** The rest of the address, slashes as they are, with any query. */
          path: string
        }
      }
      requestBody?: never
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Calls the provider with the connection’s fresh token, which stays here. HEAD, too. A key needs `connections:proxy`. */
    head: {
      parameters: {
        path: {
          id: string
          /** The rest of the address, slashes as they are, with any query. */
          path: string
        }
      }
      requestBody?: never
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Calls the provider so that something may change there; the body is passed on as it comes. A key needs `connections:proxy:write`. */
    post: {
      parameters: {
        path: {
          id: string
          /** The rest of the address, slashes as they are, with any query. */
          path: string
        }
      }
      requestBody?: { content: { '*/*': unknown } }
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Calls the provider so that something may change there; the body is passed on as it comes. A key needs `connections:proxy:write`. */
    put: {
      parameters: {
        path: {
          id: string
          /** The rest of the address, slashes as they are, with any query. */
          path: string
        }
      }
      requestBody?: { content: { '*/*': unknown } }
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Calls the provider so that something may change there; the body is passed on as it comes. A key needs `connections:proxy:write`. */
    patch: {
      parameters: {
        path: {
          id: string
          /** The rest of the address, slashes as they are, with any query. */
          path: string
        }
      }
      requestBody?: { content: { '*/*': unknown } }
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Calls the provider so that something may change there; the body is passed on as it comes. A key needs `connections:proxy:write`. */
    delete: {
      parameters: {
        path: {
          id: string
          /** The rest of the address, slashes as they are, with any query. */
          path: string
        }
      }
      requestBody?: { content: { '*/*': unknown } }
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections': {
    /** The connections of this account, newest first. A key needs `connections:read`. */
    get: {
      parameters: {
        query?: {
          /** at most 200 characters */
          userId?: string
          /** at most 40 characters */
          provider?: string
          status?: 'active' | 'pending' | 'needs_reauth' | 'closing'
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              connections: {
                id: string
                userId: string
                provider: string
                kind: string
                label: string | null
                providerAccount: string | null
                status: 'active' | 'pending' | 'needs_reauth' | 'closing'
                reason: string | null
                reasonText: string | null
                scopes: string[]
                missingScopes: string[]
                /** date-time */
                createdAt: string
                /** date-time */
                connectedAt: string
                /** date-time */
                refreshedAt: string | null
                /** date-time */
                softExpiresAt: string | null
                /** date-time */
                expiresAt: string | null
                /** date-time */
                nextAttemptAt: string | null
                failures: number
                lastFailure: {
                  /** date-time */
                  at: string
                  code: string
                  text: string
                } | null
                /** date-time */
                lastUsedAt: string | null
                lastUsedBy: string | null
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/timeline': {
    /** What happened to a connection, newest first: connects, refreshes, failures, and who read its token. A key needs `connections:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              entries: {
                id: string
                /** date-time */
                at: string
                action: string
                outcome: string
                actorKind: string
                actor: string | null
                actorName: string | null
                count: number
                objectKind: string | null
                object: string | null
                detail: Record<string, string | number | boolean | null> | null
                text: string
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/providers': {
    /** All providers: which are configured, what is missing, and the redirect URI to register. A key needs `connections:read`. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              providers: {
                id: string
                title: string
                configured: boolean
                redirectUri: string
                scopes: {
                  id: string
                  title: string
                }[]
                defaultScopes: string[]
                missing: string[]
                sandbox: boolean
                unverified: {
                  field: string
                  source: string
                }[]
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/overview': {
    /** The state of this deployment: connections, those at risk, providers, first steps, what happened last. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              url: string
              version: string
              environment: string
              connections: {
                total: number
                active: number
                needsReauth: number
                pending: number
                closing: number
              }
              atRisk: {
                id: string
                userId: string
                provider: string
                kind: string
                label: string | null
                providerAccount: string | null
                status: 'active' | 'pending' | 'needs_reauth' | 'closing'
                reason: string | null
                reasonText: string | null
                scopes: string[]
                missingScopes: string[]
                /** date-time */
                createdAt: string
                /** date-time */
                connectedAt: string
                /** date-time */
                refreshedAt: string | null
                /** date-time */
                softExpiresAt: string | null
                /** date-time */
                expiresAt: string | null
                /** date-time */
                nextAttemptAt: string | null
                failures: number
                lastFailure: {
                  /** date-time */
                  at: string
                  code: string
                  text: string
                } | null
                /** date-time */
                lastUsedAt: string | null
                lastUsedBy: string | null
              }[]
              providers: {
                id: string
                title: string
                configured: boolean
                connections: number
                breaker: 'closed' | 'open' | 'half-open'
              }[]
              firstSteps: {
                keyBackedUp: boolean
                keyFingerprint: string
                connected: boolean
                tokenRead: boolean
              }
              recent: {
                id: string
                /** date-time */
                at: string
                action: string
                outcome: string
                actorKind: string
                actor: string | null
                actorName: string | null
                count: number
                objectKind: string | null
                object: string | null
                detail: Record<string, string | number | boolean | null> | null
                text: string
              }[]
              /** date-time */
              checkedAt: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/breakers': {
    /** The breakers of each provider, for refreshes, exchanges of codes and its API: open while it is away. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              breakers: {
                name: string
                provider: string
                operation: 'refresh' | 'exchange' | 'api'
                state: 'closed' | 'open' | 'half-open'
                /** Outages in a row. */
                failures: number
                /** date-time */
                failedAt: string | null
                /** When it opened last. date-time */
                openedAt: string | null
                /** date-time */
                openUntil: string | null
                /** Opened by hand. */
                isForced: boolean
                trips: number
                /** date-time */
                closedAt: string | null
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/breakers/open': {
    /** Stops a class of calls to a provider by hand, for a time; then one probes whether it answers. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 100 characters */
            name: string
            /** Default an hour. 1 to 604800, default 3600 */
            seconds?: number
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              name: string
              state: 'open'
              /** date-time */
              openUntil: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/breakers/reset': {
    /** Closes a breaker by hand: the next call goes out. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 100 characters */
            name: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              name: string
              state: 'closed'
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/budgets': {
    /** How much of its rate limit each provider app has used, window by window, as the provider told it last. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              budgets: {
                provider: string
                title: string
                /** The provider said 429: nobody calls before. date-time */
                blockedUntil: string | null
                /** None: the provider has told no limit yet. */
                windows: {
                  /** Its name at the provider. */
                  window: string
                  windowSeconds: number
                  limit: number
                  /** What syncs and other work behind the scenes take at most. */
                  backgroundLimit: number
                  used: number
                  /** Null: its time is over, and the next call starts it anew. date-time */
                  resetsAt: string | null
                }[]
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/users/{userId}': {
    /** Erases one of your users: connections revoked and deleted, secrets shredded. */
    delete: {
      parameters: {
        path: {
          /** 1 to 200 characters */
          userId: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              userId: string
              connections: number
              state: 'erasing'
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/imports/000': {
    /** Takes over connected accounts of source system 000, each for its user: rows as they stand in its database, still encrypted. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            keys?: {
              /** As the source had it in FALLBACK_ENCRYPTION_KEY. */
              fallback?: string
              /** Data keys in plain, by the number in front of a ciphertext. With one given, KMS is not asked for any. */
              dataKeys?: Record<string, string>
            }
            /** default false */
            dryRun?: boolean
            /** at most 20 items */
            rows: {
              /** 1 to 40 characters */
              id: string
              userId: string | null
              athleteId: string | null
              accessToken: string | null
              refreshToken: string | null
              expiresAt: string | null
              scope: string | null
            }[]
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              dryRun: boolean
              read: number
              imported: number
              renewed: number
              unchanged: number
              connections: {
                id: string
                outcome: 'imported' | 'renewed' | 'unchanged'
                connectionId: string | null
              }[]
              failures: {
                id: string
                field: string | null
                reason:
                  | 'missing'
                  | 'invalid'
                  | 'too_long'
                  | 'not_encrypted'
                  | 'no_key'
                  | 'wrong_key'
                  | 'damaged'
                  | 'no_token'
                  | 'still_encrypted'
                  | 'service_account'
                  | 'other_app'
                  | 'provider_missing'
                  | 'other_secret_here'
                  | 'owner_is_another'
                  | 'not_the_configured_owner'
                  | 'held_by_another'
                  | 'awaits_confirmation'
                  | 'refresh_under_way'
                  | 'user_is_erased'
                text: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/imports/002': {
    /** Takes over connected accounts of source system 002: rows as they stand in its database, still encrypted, and its key. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** As the source had it in ENCRYPTION_KEY. Default: the server's own ENCRYPTION_KEY. 1 to 1000 characters */
            encryptionKey?: string
            /** default false */
            dryRun?: boolean
            /** at most 20 items */
            rows: {
              /** 1 to 40 characters */
              id: string
              athleteId: string | null
              accessToken: string | null
              refreshToken: string | null
              expiresAt: string | null
            }[]
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              dryRun: boolean
              read: number
              imported: number
              renewed: number
              unchanged: number
              connections: {
                id: string
                outcome: 'imported' | 'renewed' | 'unchanged'
                connectionId: string | null
              }[]
              failures: {
                id: string
                field: string | null
                reason:
                  | 'missing'
                  | 'invalid'
                  | 'too_long'
                  | 'not_encrypted'
                  | 'no_key'
                  | 'wrong_key'
                  | 'damaged'
                  | 'no_token'
                  | 'still_encrypted'
                  | 'service_account'
                  | 'other_app'
                  | 'provider_missing'
                  | 'other_secret_here'
                  | 'owner_is_another'
                  | 'not_the_configured_owner'
                  | 'held_by_another'
                  | 'awaits_confirmation'
                  | 'refresh_under_way'
                  | 'user_is_erased'
                text: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/imports/003': {
    /** Takes over credentials of source system 003 that are API keys, each for its user: rows as they stand in its database, still encrypted. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** As the source had it in ENCRYPTION_KEY_SALT, or the one it takes without it. 1 to 1000 characters */
            salt: string
            /** default false */
            dryRun?: boolean
            /** at most 20 items */
            rows: {
              /** 1 to 40 characters */
              id: string
              userId: string | null
              service: string | null
              name: string | null
              encryptedData: string | null
            }[]
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              dryRun: boolean
              read: number
              imported: number
              renewed: number
              unchanged: number
              connections: {
                id: string
                outcome: 'imported' | 'renewed' | 'unchanged'
                connectionId: string | null
              }[]
              failures: {
                id: string
                field: string | null
                reason:
                  | 'missing'
                  | 'invalid'
                  | 'too_long'
                  | 'not_encrypted'
                  | 'no_key'
                  | 'wrong_key'
                  | 'damaged'
                  | 'no_token'
                  | 'still_encrypted'
                  | 'service_account'
                  | 'other_app'
                  | 'provider_missing'
                  | 'other_secret_here'
                  | 'owner_is_another'
                  | 'not_the_configured_owner'
                  | 'held_by_another'
                  | 'awaits_confirmation'
                  | 'refresh_under_way'
                  | 'user_is_erased'
                text: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/.netlify/functions/strava-token-status': {
    /** How a user's token stands, as source 000 told it; no token is shown. A key needs `connections:read`. */
    get: {
      parameters: {
        query?: {
          userId?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              user_id: string
              status: 'valid' | 'expiring_soon' | 'expired'
              /** date-time */
              expires_at: string | null
              seconds_until_expiry: number | null
              /** date-time */
              last_refresh_at: string | null
              /** date-time */
              last_validated_at: string
              refresh_count: number
              encryption_key_version: number | null
              athlete_id: number | string
              scope: string
              circuit_breaker_status: {
                name: string
                state: 'CLOSED' | 'OPEN' | 'HALF_OPEN'
                failures: number
                /** date-time */
                lastFailure: string | null
                /** date-time */
                lastSuccess: string | null
                /** date-time */
                nextAttempt: string | null
                successCount: number
              }
              needs_refresh: boolean
              /** date-time */
              timestamp: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/.netlify/functions/strava-refresh-token': {
    /** Refreshes a user's token where it ends soon. With `wait=0` answers 423 while that is under way. A key needs `connections:write`. */
    post: {
      parameters: {
        query?: {
          /** default "1" */
          wait?: '0' | '1'
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            userId?: unknown
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              success: true
              refresh_not_needed?: true
              cached?: true
              /** date-time */
              expires_at: string | null
              refresh_count?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/.netlify/functions/strava-oauth-exchange': {
    /** Turns a code of the provider into a connection of a user; no token is shown. A key needs `connections:write`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            code?: unknown
            userId?: unknown
            /** What the redirect said was granted; the provider tells it nowhere else. at most 1000 characters */
            scope?: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              success: true
              /** date-time */
              expires_at: string | null
              athlete_id: number | string
              scope: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/.netlify/functions/strava-auto-refresh': {
    /** Refreshes what ends within 30 minutes or has ended, once; Keyhold does so by itself, too. A key needs `connections:sweep`. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              processed: number
              successful: number
              failed: number
              cached: number
              not_needed: number
              rate_limit_cleanup: {
                success: boolean
                deleted: number
              }
              lock_cleanup: {
                success: boolean
                updated: number
              }
              /** date-time */
              timestamp: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Refreshes what ends within 30 minutes or has ended, once; Keyhold does so by itself, too. A key needs `connections:sweep`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              processed: number
              successful: number
              failed: number
              cached: number
              not_needed: number
              rate_limit_cleanup: {
                success: boolean
                deleted: number
              }
              lock_cleanup: {
                success: boolean
                updated: number
              }
              /** date-time */
              timestamp: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/.netlify/functions/strava-revoke-token': {
    /** Ends a user's connection: revoked at the provider, then deleted with its data. A key needs `connections:write`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            access_token?: unknown
            user_id?: unknown
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              success: true
              message: string
              /** date-time */
              revoked_at: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/.netlify/functions/strava-proxy': {
    /** Calls the provider with the fresh token of a user; a token in the body is not used. A key needs `connections:proxy`. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            action?: unknown
            accessToken?: unknown
            refreshToken?: unknown
            data?: unknown
            /** Whose connection; needed where the key speaks for no user alone. */
            userId?: unknown
          }
        }
      }
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/reminders': {
    /** Whether users are told by mail that a connection needs them, and how that went in the last day. A key needs `connections:read`. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              /** Whether this account's users are written to. */
              enabled: boolean
              /** Whether this deployment sends mail at all. */
              hasServer: boolean
              lastDay: {
                sent: number
                waiting: number
                failed: number
              }
              lastReason: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Switches mail to your users on or off. A key needs `connections:write`. */
    put: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            enabled: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              /** Whether this account's users are written to. */
              enabled: boolean
              /** Whether this deployment sends mail at all. */
              hasServer: boolean
              lastDay: {
                sent: number
                waiting: number
                failed: number
              }
              lastReason: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/sessions': {
    /** Makes a connect link for one of your users, or to connect a connection again. A key needs `connections:write`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 200 characters */
            userId?: string
            /** 1 to 40 characters */
            provider?: string
            /** at most 50 items */
            scopes?: string[]
            /** at most 2000 characters */
            returnTo?: string
            confirm?: 'none' | 'app'
            /** at most 100 characters */
            label?: string
            connectionId?: string
            email?: string | null
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              id: string
              connectUrl: string
              /** date-time */
              expiresAt: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/sessions/{id}/complete': {
    /** The app confirms that the browser which came back is signed in as its user. A key needs `connections:write`. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 200 characters */
            completion: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              userId: string
              provider: string
              kind: string
              label: string | null
              providerAccount: string | null
              status: 'active' | 'pending' | 'needs_reauth' | 'closing'
              reason: string | null
              reasonText: string | null
              scopes: string[]
              missingScopes: string[]
              /** date-time */
              createdAt: string
              /** date-time */
              connectedAt: string
              /** date-time */
              refreshedAt: string | null
              /** date-time */
              softExpiresAt: string | null
              /** date-time */
              expiresAt: string | null
              /** date-time */
              nextAttemptAt: string | null
              failures: number
              lastFailure: {
                /** date-time */
                at: string
                code: string
                text: string
              } | null
              /** date-time */
              lastUsedAt: string | null
              lastUsedBy: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/connect/confirm/{secret}': {
    /** Confirms, from our own page, that an older connection ends. */
    post: {
      parameters: {
        path: {
          /** 1 to 200 characters */
          secret: string
        }
      }
      requestBody: { content: { 'application/x-www-form-urlencoded': Record<string, unknown> } }
      responses: {
        200: { content: { 'text/html': string } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/connect/{secret}': {
    /** The page of a connect link. Looking changes nothing. */
    get: {
      parameters: {
        path: {
          /** 1 to 200 characters */
          secret: string
        }
      }
      requestBody?: never
      responses: {
        200: { content: { 'text/html': string } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Consumes a connect link and sends the browser on to the provider. */
    post: {
      parameters: {
        path: {
          /** 1 to 200 characters */
          secret: string
        }
      }
      requestBody: { content: { 'application/x-www-form-urlencoded': Record<string, unknown> } }
      responses: {
        303: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/return-addresses': {
    /** Registers where connect links may send browsers afterwards: exact origin, path prefix. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** uri, at most 500 characters */
            url: string
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              origin: string
              pathPrefix: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/{provider}/authorize': {
    /** Connects this deployment's own account at the provider. */
    get: {
      parameters: {
        path: {
          /** at most 40 characters */
          provider: string
        }
      }
      requestBody?: never
      responses: {
        303: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/{provider}/callback': {
    /** Where the provider sends the browser back to. */
    get: {
      parameters: {
        path: {
          /** at most 40 characters */
          provider: string
        }
      }
      requestBody?: never
      responses: {
        200: { content: { 'text/html': string } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** The same for providers that answer by POST. */
    post: {
      parameters: {
        path: {
          /** at most 40 characters */
          provider: string
        }
      }
      requestBody: { content: { 'application/x-www-form-urlencoded': Record<string, string> } }
      responses: {
        200: { content: { 'text/html': string } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/stats/ytd': {
    /** This year so far: runs and rides. A key needs `data:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'ytd'
              data: {
                run: {
                  count: number
                  distance: number
                  moving_time: number
                  elevation_gain: number
                }
                ride: {
                  count: number
                  distance: number
                  moving_time: number
                  elevation_gain: number
                }
              }
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/stats/activities': {
    /** The thirty newest activities. A key needs `data:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'recent_activities'
              data: {
                id: number | string
                name: string
                type: string
                sport_type: string
                distance: number
                moving_time: number
                elevation_gain: number
                start_date: string
              }[]
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/stats/monthly': {
    /** Twelve calendar months where the person lives, newest first. A key needs `data:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'monthly'
              data: Record<
                string,
                {
                  count: number
                  distance: number
                  moving_time: number
                  elevation_gain: number
                }
              >
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/stats/totals': {
    /** All time, by type of activity. A key needs `data:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'all_time_totals'
              data: Record<
                string,
                {
                  count: number
                  distance: number
                  moving_time: number
                  elevation_gain: number
                }
              >
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/stats/yearly': {
    /** Each year, by type of activity. A key needs `data:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'yearly_stats'
              data: Record<
                string,
                Record<
                  string,
                  {
                    count: number
                    distance: number
                    moving_time: number
                    elevation_gain: number
                  }
                >
              >
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/stats/days': {
    /** Each day of twelve months that has an activity. A key needs `data:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'days'
              data: Record<
                string,
                {
                  count: number
                  distance: number
                  moving_time: number
                }
              >
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/stats/longest-run': {
    /** The longest run of a year; of this one unless another is named. A key needs `data:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          /** 1900 to 2200 */
          year?: number
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: number | string
              name: string
              type: string
              sport_type: string
              distance: number
              moving_time: number
              elapsed_time: number
              total_elevation_gain: number
              start_date: string
              average_speed: number
              max_speed: number
              kudos_count: number
              heart_rate: {
                average: number | null
                max: number | null
              }
              /** The day where the person was. */
              local_date: string
              /** The person hides when it began: the time of `start_date` means nothing, its day is right. */
              start_time_hidden: boolean
              private: boolean
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/stats/longest-ride': {
    /** The longest ride of a year; of this one unless another is named. A key needs `data:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          /** 1900 to 2200 */
          year?: number
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: number | string
              name: string
              type: string
              sport_type: string
              distance: number
              moving_time: number
              elapsed_time: number
              total_elevation_gain: number
              start_date: string
              average_speed: number
              max_speed: number
              kudos_count: number
              heart_rate: {
                average: number | null
                max: number | null
              }
              /** The day where the person was. */
              local_date: string
              /** The person hides when it began: the time of `start_date` means nothing, its day is right. */
              start_time_hidden: boolean
              private: boolean
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/activities': {
    /** The whole history of activities, newest first. A key needs `data:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 500, default 100 */
          limit?: number
          /** 0 to 1000000, default 0 */
          offset?: number
          /** 1900 to 2200 */
          year?: number
          /** at most 60 characters */
          activity_type?: string
        }
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              total: number
              limit: number
              offset: number
              data: {
                id: number | string
                name: string
                type: string
                sport_type: string
                distance: number
                moving_time: number
                elapsed_time: number
                total_elevation_gain: number
                start_date: string
                average_speed: number
                max_speed: number
                kudos_count: number
                heart_rate: {
                  average: number | null
                  max: number | null
                }
                /** The day where the person was. */
                local_date: string
                /** The person hides when it began: the time of `start_date` means nothing, its day is right. */
                start_time_hidden: boolean
                private: boolean
              }[]
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/sync': {
    /** Asks for a sync before its time; its progress is in the history. A key needs `data:write`. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: { content: { 'application/json': Record<string, unknown> } }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              wanted: boolean
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/{id}/syncs': {
    /** What was fetched and when, newest first, with the progress of a sync under way. A key needs `data:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              connectionId: string
              /** date-time */
              syncedAt: string | null
              /** date-time */
              fetchedAt: string | null
              /** date-time */
              nextAt: string | null
              stale: boolean
              records: number
              lastFailure: string | null
              syncs: {
                id: string
                connectionId: string
                name: string
                cause: 'first' | 'schedule' | 'person' | 'event' | 'complete'
                state: 'running' | 'waiting' | 'done' | 'failed'
                /** date-time */
                startedAt: string
                /** date-time */
                endedAt: string | null
                calls: number
                seen: number
                added: number
                changed: number
                removed: number
                code: string | null
                /** date-time */
                resumesAt: string | null
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/syncs': {
    /** The newest syncs of this account, of all connections or of one. A key needs `data:read`. */
    get: {
      parameters: {
        query?: {
          connectionId?: string
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              syncs: {
                id: string
                connectionId: string
                name: string
                cause: 'first' | 'schedule' | 'person' | 'event' | 'complete'
                state: 'running' | 'waiting' | 'done' | 'failed'
                /** date-time */
                startedAt: string
                /** date-time */
                endedAt: string | null
                calls: number
                seen: number
                added: number
                changed: number
                removed: number
                code: string | null
                /** date-time */
                resumesAt: string | null
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/data-sets': {
    /** What the connections of this account unlock and how fresh it is; a page counts connections. A key needs `data:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              dataSets: {
                connectionId: string
                provider: string
                userId: string
                label: string | null
                status: string
                name: string
                /** date-time */
                syncedAt: string | null
                /** date-time */
                fetchedAt: string | null
                /** date-time */
                nextAt: string | null
                stale: boolean
                records: number
                lastFailure: string | null
                sync: {
                  id: string
                  connectionId: string
                  name: string
                  cause: 'first' | 'schedule' | 'person' | 'event' | 'complete'
                  state: 'running' | 'waiting' | 'done' | 'failed'
                  /** date-time */
                  startedAt: string
                  /** date-time */
                  endedAt: string | null
                  calls: number
                  seen: number
                  added: number
                  changed: number
                  removed: number
                  code: string | null
                  /** date-time */
                  resumesAt: string | null
                } | null
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/webhooks/{provider}/{secret}': {
    /** Answers a provider's challenge when it carries the word that we gave it. */
    get: {
      parameters: {
        path: {
          provider: string
          /** at most 100 characters */
          secret: string
        }
        query: {
          'hub.mode': 'subscribe'
          /** at most 500 characters */
          'hub.challenge': string
          /** at most 500 characters */
          'hub.verify_token': string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              'hub.challenge': string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Takes an event of a provider as a hint to look; it is answered before anything is done. */
    post: {
      parameters: {
        path: {
          provider: string
          /** at most 100 characters */
          secret: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            object_type: 'activity' | 'athlete'
            object_id: number | string
            aspect_type: 'create' | 'update' | 'delete'
            owner_id: number | string
            subscription_id: number | string
            event_time: number
            /** default {} */
            updates?: Record<string, unknown>
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              received: true
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/providers/{provider}/subscription': {
    /** Whether the provider posts this deployment's events. */
    get: {
      parameters: {
        path: {
          provider: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              provider: string
              callbackUrl: string
              subscriptionId: string | null
              /** date-time */
              createdAt: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Asks the provider to post its events here: changes and deletions are then seen within seconds. */
    post: {
      parameters: {
        path: {
          provider: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              provider: string
              callbackUrl: string
              subscriptionId: string | null
              /** date-time */
              createdAt: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Asks the provider to post no more. */
    delete: {
      parameters: {
        path: {
          provider: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/stats/ytd': {
    /** The owner's public figures: ytd. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'ytd'
              data: {
                run: {
                  count: number
                  distance: number
                  moving_time: number
                  elevation_gain: number
                }
                ride: {
                  count: number
                  distance: number
                  moving_time: number
                  elevation_gain: number
                }
              }
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/stats/activities': {
    /** The owner's public figures: activities. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'recent_activities'
              data: {
                id: number | string
                name: string
                type: string
                sport_type: string
                distance: number
                moving_time: number
                elevation_gain: number
                start_date: string
              }[]
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/stats/monthly': {
    /** The owner's public figures: monthly. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'monthly'
              data: Record<
                string,
                {
                  count: number
                  distance: number
                  moving_time: number
                  elevation_gain: number
                }
              >
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/stats/totals': {
    /** The owner's public figures: totals. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'all_time_totals'
              data: Record<
                string,
                {
                  count: number
                  distance: number
                  moving_time: number
                  elevation_gain: number
                }
              >
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/stats/yearly': {
    /** The owner's public figures: yearly. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              type: 'yearly_stats'
              data: Record<
                string,
                Record<
                  string,
                  {
                    count: number
                    distance: number
                    moving_time: number
                    elevation_gain: number
                  }
                >
              >
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/stats/longest-run': {
    /** The owner's longest of all public runs of a year; of this one unless another is named. */
    get: {
      parameters: {
        query?: {
          /** 1900 to 2200 */
          year?: number
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: number | string
              name: string
              type: string
              sport_type: string
              distance: number
              moving_time: number
              elapsed_time: number
              total_elevation_gain: number
              start_date: string
              average_speed: number
              max_speed: number
              kudos_count: number
              heart_rate: {
                average: number | null
                max: number | null
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/stats/longest-ride': {
    /** The owner's longest of all public rides of a year; of this one unless another is named. */
    get: {
      parameters: {
        query?: {
          /** 1900 to 2200 */
          year?: number
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: number | string
              name: string
              type: string
              sport_type: string
              distance: number
              moving_time: number
              elapsed_time: number
              total_elevation_gain: number
              start_date: string
              average_speed: number
              max_speed: number
              kudos_count: number
              heart_rate: {
                average: number | null
                max: number | null
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/activities': {
    /** The owner's public activities, newest first. */
    get: {
      parameters: {
        query?: {
          /** 1 to 500, default 100 */
          limit?: number
          /** 0 to 1000000, default 0 */
          offset?: number
          /** 1900 to 2200 */
          year?: number
          /** at most 60 characters */
          activity_type?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              total: number
              limit: number
              offset: number
              data: {
                id: number | string
                name: string
                type: string
                sport_type: string
                distance: number
                moving_time: number
                elapsed_time: number
                total_elevation_gain: number
                start_date: string
                average_speed: number
                max_speed: number
                kudos_count: number
                heart_rate: {
                  average: number | null
                  max: number | null
                }
              }[]
              stale?: true
              age_seconds?: number
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/health': {
    /** Whether the database answers; always 200. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              status: 'ok' | 'degraded'
              service: 'strava'
              database: 'connected' | 'disconnected'
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/refresh-data': {
    /** Brings the owner's data up to date now. A key needs `data:write`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              status: 'success'
              message: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/docs': {
    /** The documentation of these routes. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        303: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/repositories': {
    /** The repositories that something was sent about, by name. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 500, default 500 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              repositories: {
                id: string
                name: string
                defaultBranch: string | null
                /** date-time */
                createdAt: string
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Says which branch of a repository is its default one: there broken tests are looked for. A key needs `releases:write`. */
    patch: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 200 characters */
            repository: string
            defaultBranch: string | null
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              name: string
              defaultBranch: string | null
              /** date-time */
              createdAt: string
              warnings: {
                code: string
                words: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/pr-intel/ingest': {
    /** Takes what a CI or a code host tells of a pull request: raw facts, counts as source 004 sends them, an event, or what `git diff --numstat -z` prints. The same sent twice has one effect. A key needs `releases:write`. */
    post: {
      parameters: {
        query?: {
          /** 1 to 200 characters */
          repository?: string
          commit?: string
          /** 1 to 250 characters */
          branch?: string
          /** at most 100 characters */
          shard?: string
          /** at most 100 characters */
          environment?: string
          /** date-time */
          sentAt?: string
          prNumber?: number
          /** 1 to 200 characters */
          ciRunId?: string
          attempt?: number
          /** at most 1000 characters */
          title?: string
          /** at most 2000 characters */
          labels?: string
          baseSha?: string
        }
      }
      requestBody: {
        content: {
          'application/json':
            | {
                /** 1 to 200 characters */
                repository?: string
                commit?: string
                /** 1 to 250 characters */
                branch?: string
                /** at most 100 characters */
                shard?: string
                /** at most 100 characters */
                environment?: string
                /** date-time */
                sentAt?: string
                /** 1 to 2147483647 */
                prNumber: number
                ciRunId?: string | number
                /** 1 to 1000 */
                attempt?: number
                /** 0 to 1000000 */
                changedFilesCount?: number
                /** 0 to 1000000 */
                sensitivePathsCount?: number
                /** 0 to 1000000000 */
                riskScore?: number
                metadata?: Record<string, unknown> | null
                /** at most 10000 items */
                files?: {
                  /** 1 to 4096 characters */
                  path: string
                  /** default null */
                  previousPath?: string | null
                  /** default "changed" */
                  status?: 'added' | 'modified' | 'removed' | 'renamed' | 'copied' | 'changed'
                  /** 0 to 2147483647, default 0 */
                  additions?: number
                  /** 0 to 2147483647, default 0 */
                  deletions?: number
                  /** default false */
                  binary?: boolean
                  /** What `.gitattributes` says, as `git check-attr linguist-generated` prints it. default null */
                  generated?: boolean | null
                }[]
                /** at most 1000 characters */
                title?: string
                /** at most 100 items */
                labels?: string[]
                /** at most 300000 characters */
                body?: string
                draft?: boolean
                state?: 'open' | 'closed' | 'merged'
                headSha?: string
                baseSha?: string
                /** 1 to 250 characters */
                headBranch?: string
                /** 1 to 250 characters */
                baseBranch?: string
                mergeSha?: string
                /** date-time */
                updatedAt?: string
                /** date-time */
                openedAt?: string
                /** date-time */
                endedAt?: string
                codeowners?: string | null
              }
            | {
                /** 1 to 200 characters */
                repository?: string
                commit?: string
                /** 1 to 250 characters */
                branch?: string
                /** at most 100 characters */
                shard?: string
                /** at most 100 characters */
                environment?: string
                /** date-time */
                sentAt?: string
                /** 1 to 2147483647 */
                prNumber: number
                ciRunId?: string | number
                /** 1 to 1000 */
                attempt?: number
                /** 0 to 1000000 */
                changedFilesCount: number
                /** 0 to 1000000 */
                sensitivePathsCount: number
                /** 0 to 1000000000 */
                riskScore: number
                metadata?: Record<string, unknown> | null
              }
            | {
                /** at most 100 characters */
                action: string
                /** 1 to 2147483647 */
                number: number
                before?: string | null
                repository: {
                  /** 1 to 200 characters */
                  full_name: string
                }
                pull_request: {
                  /** at most 1000 characters */
                  title: string
                  body?: string | null
                  state: 'open' | 'closed'
                  merged?: boolean | null
                  draft?: boolean | null
                  /** at most 100 items, default [] */
                  labels?: {
                    /** at most 200 characters */
                    name: string
                  }[]
                  head: {
                    sha: string
                    /** at most 250 characters */
                    ref: string
                  }
                  base: {
                    sha: string
                    /** at most 250 characters */
                    ref: string
                  }
                  /** 0 to 2147483647 */
                  additions: number
                  /** 0 to 2147483647 */
                  deletions: number
                  /** 0 to 2147483647 */
                  changed_files: number
                  /** date-time */
                  created_at: string
                  /** date-time */
                  updated_at: string
                  /** date-time */
                  closed_at?: string | null
                  merge_commit_sha?: string | null
                }
              }
          'application/octet-stream': string
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              message: string
              id?: string
              prNumber?: number
              repository?: string
              headSha?: string | null
              facts?: 'none' | 'partial' | 'complete'
              change?: {
                state: 'complete' | 'partial'
                totals: {
                  files: number
                  additions: number
                  deletions: number
                }
                /** Of files that nobody wrote by hand; null: not known. */
                generated: {
                  files: number
                  additions: number
                  deletions: number
                } | null
                /** Of documents, pictures and data beside those. */
                content?: {
                  files: number
                  additions: number
                  deletions: number
                } | null
                measures: {
                  la: number
                  ld: number
                  nf: number
                  nd: number | null
                  ns: number | null
                  entropy: number | null
                  fix: boolean
                }
              } | null
              risk?: {
                /** 0 to 1. */
                probability: number
                score: number
                interval: {
                  low: number
                  high: number
                }
                level: 'low' | 'medium' | 'high'
                /** The totals alone are known. */
                isProvisional: boolean
                /** By the repository's own outcomes, not by the shipped model. */
                isCalibrated: boolean
                /** Among the repository's last pull requests; null while they are too few. */
                index: {
                  percentile: number
                  of: number
                } | null
                /** Of a usual change, by the shipped model: the reasons multiply its odds, and lead to `modelProbability`. */
                usualProbability: number
                modelProbability: number
                reasons: {
                  measure: 'la' | 'ld' | 'ns' | 'fix'
                  value: number
                  usual: number
                  /** Added to the logit: above 0 it raises the probability. */
                  contribution: number
                  text: string
                }[]
              } | null
              findings?: {
                id:
                  | 'sensitive-path'
                  | 'code-without-tests'
                  | 'schema-change'
                  | 'schema-risk'
                  | 'flaky-tests-touched'
                  | 'journey-failed'
                  | 'codeowners-missing'
                  | 'unowned-files'
                  | 'often-broken'
                  | 'usually-together'
                  | 'files-not-listed'
                  | 'looked-at-in-part'
                severity: 'note' | 'warning'
                text: string
                area: string | null
                paths: string[]
                names: string[]
                /** How many there are; of these the first are in `paths` and `names`. */
                count: number
              }[]
              check?: {
                conclusion: 'neutral' | 'success' | 'failure' | 'action_required'
                title: string
              }
              /** It was taken before, and had no effect now. */
              isReplay?: boolean
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/pr-intel/github': {
    /** Takes events of a code host; of pull requests what they tell, of anything else nothing. A key needs `releases:write`. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** at most 100 characters */
            action: string
            /** 1 to 2147483647 */
            number: number
            before?: string | null
            repository: {
              /** 1 to 200 characters */
              full_name: string
            }
            pull_request: {
              /** at most 1000 characters */
              title: string
              body?: string | null
              state: 'open' | 'closed'
              merged?: boolean | null
              draft?: boolean | null
              /** at most 100 items, default [] */
              labels?: {
                /** at most 200 characters */
                name: string
              }[]
              head: {
                sha: string
                /** at most 250 characters */
                ref: string
              }
              base: {
                sha: string
                /** at most 250 characters */
                ref: string
              }
              /** 0 to 2147483647 */
              additions: number
              /** 0 to 2147483647 */
              deletions: number
              /** 0 to 2147483647 */
              changed_files: number
              /** date-time */
              created_at: string
              /** date-time */
              updated_at: string
              /** date-time */
              closed_at?: string | null
              merge_commit_sha?: string | null
            }
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              message: string
              id?: string
              prNumber?: number
              repository?: string
              headSha?: string | null
              facts?: 'none' | 'partial' | 'complete'
              change?: {
                state: 'complete' | 'partial'
                totals: {
                  files: number
                  additions: number
                  deletions: number
                }
                /** Of files that nobody wrote by hand; null: not known. */
                generated: {
                  files: number
                  additions: number
                  deletions: number
                } | null
                /** Of documents, pictures and data beside those. */
                content?: {
                  files: number
                  additions: number
                  deletions: number
                } | null
                measures: {
                  la: number
                  ld: number
                  nf: number
                  nd: number | null
                  ns: number | null
                  entropy: number | null
                  fix: boolean
                }
              } | null
              risk?: {
                /** 0 to 1. */
                probability: number
                score: number
                interval: {
                  low: number
                  high: number
                }
                level: 'low' | 'medium' | 'high'
                /** The totals alone are known. */
                isProvisional: boolean
                /** By the repository's own outcomes, not by the shipped model. */
                isCalibrated: boolean
                /** Among the repository's last pull requests; null while they are too few. */
                index: {
                  percentile: number
                  of: number
                } | null
                /** Of a usual change, by the shipped model: the reasons multiply its odds, and lead to `modelProbability`. */
                usualProbability: number
                modelProbability: number
                reasons: {
                  measure: 'la' | 'ld' | 'ns' | 'fix'
                  value: number
                  usual: number
                  /** Added to the logit: above 0 it raises the probability. */
                  contribution: number
                  text: string
                }[]
              } | null
              findings?: {
                id:
                  | 'sensitive-path'
                  | 'code-without-tests'
                  | 'schema-change'
                  | 'schema-risk'
                  | 'flaky-tests-touched'
                  | 'journey-failed'
                  | 'codeowners-missing'
                  | 'unowned-files'
                  | 'often-broken'
                  | 'usually-together'
                  | 'files-not-listed'
                  | 'looked-at-in-part'
                severity: 'note' | 'warning'
                text: string
                area: string | null
                paths: string[]
                names: string[]
                /** How many there are; of these the first are in `paths` and `names`. */
                count: number
              }[]
              check?: {
                conclusion: 'neutral' | 'success' | 'failure' | 'action_required'
                title: string
              }
              /** It was taken before, and had no effect now. */
              isReplay?: boolean
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/pr-intel/policy': {
    /** What a repository calls sensitive, from which probability on a change is of which level, and what blocks. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 200 characters */
          repository?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              repository: string
              /** Whether the repository has one of its own. */
              isOwn: boolean
              policy: {
                /** By what they are about: patterns of paths (`*`, `**`, `?`, `{a,b}`). Named areas stand in place of the usual ones. default {"authentication":["**\/{auth,authn,authz,authentication,authorization,login,oauth,oauth2,oidc,saml,sso}/**","**\/{permissions,acl,rbac,security,tokens}/**","**\/{src,lib,app,server,internal,pkg}/**\/{session,sessions}/**","**\/*{authenticat,authoriz,authoris,oauth,password,login,permission,jwt}*","**\/*auth{.,-,_,service,guard,provider,context,controller,middleware,handler,module,client,config,route,store,user}*","**\/{session,sessions,acl,rbac,sso,saml,oidc,mfa,2fa,totp}{.,-,_}*","**\/*{-,_,.}{session,sessions,acl,rbac,sso}{.,-,_}*","**\/*{-,_,.}{saml,oidc,mfa,2fa,totp}{.,-,_}*","**\/*session{,s,store,manager,service,middleware,controller}.{ts,js,py,rb,go,rs,java,kt}"],"cryptography":["**\/{crypto,cryptography,encryption,vault,kms}/**","**\/*{encrypt,decrypt,bcrypt,scrypt,cipher,signature}*","**\/*{crypto,hmac}{.,-,_,service,provider,graphy}*","**\/{signing,signer}{.,-,_}*","**\/*{-,_,.}{signing,signer}{.,-,_}*"],"secrets":["**\/{secret,secrets,.ssh,.gnupg,.aws}/**","**\/*{secret,secrets,credential,credentials}{.,-,_,store,manager,service,provider}*","**\/*.{pem,key,p12,pfx,jks,keystore,kdbx,ppk,tfvars,tfstate}{,.*}","**\/id_{rsa,dsa,ecdsa,ed25519}*","**\/*service{-,_,}account*.json","**\/{.env,.netrc,.pgpass,.htpasswd}*"],"migrations":["**\/{migrations,migrate}/**","**\/*.prisma","**\/{v,u,r}*__*.sql","**\/{alembic,drizzle,flyway,liquibase}/**"],"ci":[".git*\/{workflows,actions}/**",".git*-ci.yml","**\/*-pipelines.{yml,yaml}","**\/{,.}{travis,drone,appveyor,woodpecker,cirrus}.{yml,yaml}",".circleci/**","**\/Jenkinsfile*",".buildkite/**","**\/.husky/**"],"reviews":["**\/CODEOWNERS"],"dependencies":["**\/{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb,deno.lock}","**\/{cargo.lock,composer.lock,gemfile.lock,poetry.lock,pdm.lock,uv.lock,pipfile.lock,go.sum,go.work.sum}","**\/{mix.lock,pubspec.lock,podfile.lock,package.resolved,flake.lock,packages.lock.json,gradle.lockfile}","**\/{package.json,deno.json,deno.jsonc,.npmrc,go.mod,go.work,cargo.toml,pom.xml,gemfile,podfile}","**\/{build.gradle,build.gradle.kts,mix.exs,pubspec.yaml,flake.nix,pipfile,pyproject.toml,composer.json}","**\/requirements*.txt"],"containers":["**\/{Dockerfile,Containerfile}*","**\/*.dockerfile","**\/{docker-,}compose*.{yml,yaml}","**\/*.{tf,tf.json,tofu}","**\/{k8s,helm,charts,terraform}/**"]} */
                sensitive: Record<string, string[]>
                /** Paths that nobody writes by hand, beside the usual ones: they count for nothing. at most 50 items, default [] */
                generated: string[]
                /** Added lines of tests for each added line of code, below which tests are missed. 0 to 1, default 0.1 */
                leastTestShare: number
                /** Of fewer added lines of code no tests are missed. 1 to 100000, default 30 */
                leastCodeLines: number
                /** From which probability on a change is of that level. default {"medium":0.2,"high":0.4} */
                levels: {
                  /** 0 to 1 */
                  medium: number
                  /** 0 to 1 */
                  high: number
                }
                blocking: {
                  /** default null */
                  probability: number | null
                  /** at most 12 items, default [] */
                  findings: (
                    | 'sensitive-path'
                    | 'code-without-tests'
                    | 'schema-change'
                    | 'schema-risk'
                    | 'flaky-tests-touched'
                    | 'journey-failed'
                    | 'codeowners-missing'
                    | 'unowned-files'
                    | 'often-broken'
                    | 'usually-together'
                    | 'files-not-listed'
                    | 'looked-at-in-part'
                  )[]
                }
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Puts a repository's policy; what is left out is as usual. The probability does not depend on it. A key needs `releases:write`. */
    put: {
      parameters: {
        query?: {
          /** 1 to 200 characters */
          repository?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** By what they are about: patterns of paths (`*`, `**`, `?`, `{a,b}`). Named areas stand in place of the usual ones. default {"authentication":["**\/{auth,authn,authz,authentication,authorization,login,oauth,oauth2,oidc,saml,sso}/**","**\/{permissions,acl,rbac,security,tokens}/**","**\/{src,lib,app,server,internal,pkg}/**\/{session,sessions}/**","**\/*{authenticat,authoriz,authoris,oauth,password,login,permission,jwt}*","**\/*auth{.,-,_,service,guard,provider,context,controller,middleware,handler,module,client,config,route,store,user}*","**\/{session,sessions,acl,rbac,sso,saml,oidc,mfa,2fa,totp}{.,-,_}*","**\/*{-,_,.}{session,sessions,acl,rbac,sso}{.,-,_}*","**\/*{-,_,.}{saml,oidc,mfa,2fa,totp}{.,-,_}*","**\/*session{,s,store,manager,service,middleware,controller}.{ts,js,py,rb,go,rs,java,kt}"],"cryptography":["**\/{crypto,cryptography,encryption,vault,kms}/**","**\/*{encrypt,decrypt,bcrypt,scrypt,cipher,signature}*","**\/*{crypto,hmac}{.,-,_,service,provider,graphy}*","**\/{signing,signer}{.,-,_}*","**\/*{-,_,.}{signing,signer}{.,-,_}*"],"secrets":["**\/{secret,secrets,.ssh,.gnupg,.aws}/**","**\/*{secret,secrets,credential,credentials}{.,-,_,store,manager,service,provider}*","**\/*.{pem,key,p12,pfx,jks,keystore,kdbx,ppk,tfvars,tfstate}{,.*}","**\/id_{rsa,dsa,ecdsa,ed25519}*","**\/*service{-,_,}account*.json","**\/{.env,.netrc,.pgpass,.htpasswd}*"],"migrations":["**\/{migrations,migrate}/**","**\/*.prisma","**\/{v,u,r}*__*.sql","**\/{alembic,drizzle,flyway,liquibase}/**"],"ci":[".git*\/{workflows,actions}/**",".git*-ci.yml","**\/*-pipelines.{yml,yaml}","**\/{,.}{travis,drone,appveyor,woodpecker,cirrus}.{yml,yaml}",".circleci/**","**\/Jenkinsfile*",".buildkite/**","**\/.husky/**"],"reviews":["**\/CODEOWNERS"],"dependencies":["**\/{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb,deno.lock}","**\/{cargo.lock,composer.lock,gemfile.lock,poetry.lock,pdm.lock,uv.lock,pipfile.lock,go.sum,go.work.sum}","**\/{mix.lock,pubspec.lock,podfile.lock,package.resolved,flake.lock,packages.lock.json,gradle.lockfile}","**\/{package.json,deno.json,deno.jsonc,.npmrc,go.mod,go.work,cargo.toml,pom.xml,gemfile,podfile}","**\/{build.gradle,build.gradle.kts,mix.exs,pubspec.yaml,flake.nix,pipfile,pyproject.toml,composer.json}","**\/requirements*.txt"],"containers":["**\/{Dockerfile,Containerfile}*","**\/*.dockerfile","**\/{docker-,}compose*.{yml,yaml}","**\/*.{tf,tf.json,tofu}","**\/{k8s,helm,charts,terraform}/**"]} */
            sensitive?: Record<string, string[]>
            /** Paths that nobody writes by hand, beside the usual ones: they count for nothing. at most 50 items, default [] */
            generated?: string[]
            /** Added lines of tests for each added line of code, below which tests are missed. 0 to 1, default 0.1 */
            leastTestShare?: number
            /** Of fewer added lines of code no tests are missed. 1 to 100000, default 30 */
            leastCodeLines?: number
            /** From which probability on a change is of that level. default {"medium":0.2,"high":0.4} */
            levels?: {
              /** 0 to 1 */
              medium: number
              /** 0 to 1 */
              high: number
            }
            /** Opt-in: what makes the check fail. By default nothing does. default {"probability":null,"findings":[]} */
            blocking?: {
              /** default null */
              probability?: number | null
              /** at most 12 items, default [] */
              findings?: (
                | 'sensitive-path'
                | 'code-without-tests'
                | 'schema-change'
                | 'schema-risk'
                | 'flaky-tests-touched'
                | 'journey-failed'
                | 'codeowners-missing'
                | 'unowned-files'
                | 'often-broken'
                | 'usually-together'
                | 'files-not-listed'
                | 'looked-at-in-part'
              )[]
            }
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              repository: string
              /** Whether the repository has one of its own. */
              isOwn: boolean
              policy: {
                /** By what they are about: patterns of paths (`*`, `**`, `?`, `{a,b}`). Named areas stand in place of the usual ones. default {"authentication":["**\/{auth,authn,authz,authentication,authorization,login,oauth,oauth2,oidc,saml,sso}/**","**\/{permissions,acl,rbac,security,tokens}/**","**\/{src,lib,app,server,internal,pkg}/**\/{session,sessions}/**","**\/*{authenticat,authoriz,authoris,oauth,password,login,permission,jwt}*","**\/*auth{.,-,_,service,guard,provider,context,controller,middleware,handler,module,client,config,route,store,user}*","**\/{session,sessions,acl,rbac,sso,saml,oidc,mfa,2fa,totp}{.,-,_}*","**\/*{-,_,.}{session,sessions,acl,rbac,sso}{.,-,_}*","**\/*{-,_,.}{saml,oidc,mfa,2fa,totp}{.,-,_}*","**\/*session{,s,store,manager,service,middleware,controller}.{ts,js,py,rb,go,rs,java,kt}"],"cryptography":["**\/{crypto,cryptography,encryption,vault,kms}/**","**\/*{encrypt,decrypt,bcrypt,scrypt,cipher,signature}*","**\/*{crypto,hmac}{.,-,_,service,provider,graphy}*","**\/{signing,signer}{.,-,_}*","**\/*{-,_,.}{signing,signer}{.,-,_}*"],"secrets":["**\/{secret,secrets,.ssh,.gnupg,.aws}/**","**\/*{secret,secrets,credential,credentials}{.,-,_,store,manager,service,provider}*","**\/*.{pem,key,p12,pfx,jks,keystore,kdbx,ppk,tfvars,tfstate}{,.*}","**\/id_{rsa,dsa,ecdsa,ed25519}*","**\/*service{-,_,}account*.json","**\/{.env,.netrc,.pgpass,.htpasswd}*"],"migrations":["**\/{migrations,migrate}/**","**\/*.prisma","**\/{v,u,r}*__*.sql","**\/{alembic,drizzle,flyway,liquibase}/**"],"ci":[".git*\/{workflows,actions}/**",".git*-ci.yml","**\/*-pipelines.{yml,yaml}","**\/{,.}{travis,drone,appveyor,woodpecker,cirrus}.{yml,yaml}",".circleci/**","**\/Jenkinsfile*",".buildkite/**","**\/.husky/**"],"reviews":["**\/CODEOWNERS"],"dependencies":["**\/{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb,deno.lock}","**\/{cargo.lock,composer.lock,gemfile.lock,poetry.lock,pdm.lock,uv.lock,pipfile.lock,go.sum,go.work.sum}","**\/{mix.lock,pubspec.lock,podfile.lock,package.resolved,flake.lock,packages.lock.json,gradle.lockfile}","**\/{package.json,deno.json,deno.jsonc,.npmrc,go.mod,go.work,cargo.toml,pom.xml,gemfile,podfile}","**\/{build.gradle,build.gradle.kts,mix.exs,pubspec.yaml,flake.nix,pipfile,pyproject.toml,composer.json}","**\/requirements*.txt"],"containers":["**\/{Dockerfile,Containerfile}*","**\/*.dockerfile","**\/{docker-,}compose*.{yml,yaml}","**\/*.{tf,tf.json,tofu}","**\/{k8s,helm,charts,terraform}/**"]} */
                sensitive: Record<string, string[]>
                /** Paths that nobody writes by hand, beside the usual ones: they count for nothing. at most 50 items, default [] */
                generated: string[]
                /** Added lines of tests for each added line of code, below which tests are missed. 0 to 1, default 0.1 */
                leastTestShare: number
                /** Of fewer added lines of code no tests are missed. 1 to 100000, default 30 */
                leastCodeLines: number
                /** From which probability on a change is of that level. default {"medium":0.2,"high":0.4} */
                levels: {
                  /** 0 to 1 */
                  medium: number
                  /** 0 to 1 */
                  high: number
                }
                blocking: {
                  /** default null */
                  probability: number | null
                  /** at most 12 items, default [] */
                  findings: (
                    | 'sensitive-path'
                    | 'code-without-tests'
                    | 'schema-change'
                    | 'schema-risk'
                    | 'flaky-tests-touched'
                    | 'journey-failed'
                    | 'codeowners-missing'
                    | 'unowned-files'
                    | 'often-broken'
                    | 'usually-together'
                    | 'files-not-listed'
                    | 'looked-at-in-part'
                  )[]
                }
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/pr-intel/model': {
    /** How good the probabilities told of a repository's merged pull requests were, how they are calibrated, and of how many the files are known. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 200 characters */
          repository?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              repository: string
              /** Null: the shipped model as it is. */
              calibration: {
                shift: number
                slope: number
              } | null
              /** Merged at least 30 days ago, so that it is known what came of them. */
              outcomes: number
              positives: number
              /** Merged within these 30 days: they count later. */
              waiting: number
              needed: {
                outcomes: number
                positives: number
                negatives: number
                days: number
              }
              /** Null below 50 outcomes. */
              quality: {
                auc: number | null
                brier: number
                brierBase: number
                brierSkill: number | null
                ece: number
                bins: {
                  from: number
                  to: number
                  count: number
                  told: number
                  share: number
                  low: number
                  high: number
                }[]
              } | null
              coverage: {
                days: number
                seen: number
                analysed: number
                share: number | null
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/pr-intel/{number}/outcome': {
    /** Says what came of a merged pull request: taken back, mended by another, rolled back, or clean, which takes back what was found. A key needs `releases:write`. */
    post: {
      parameters: {
        path: {
          number: number
        }
        query?: {
          /** 1 to 200 characters */
          repository?: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            kind: 'reverted' | 'fixed' | 'rolled_back' | 'clean'
            /** The pull request that did it. 1 to 2147483647 */
            byNumber?: number
            /** When it came to light. Default now. date-time */
            at?: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              prNumber: number
              repository: string
              outcomes: {
                kind: 'reverted' | 'fixed' | 'rolled_back' | 'clean'
                byNumber: number | null
                source: 'found' | 'told'
                /** date-time */
                at: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/pr-intel': {
    /** The pull requests that something was told of, the latest first. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 200 characters */
          repository?: string
          state?: 'open' | 'closed' | 'merged'
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              pullRequests: {
                id: string
                repository: string
                prNumber: number
                title: string
                labels: string[]
                isDraft: boolean
                state: 'open' | 'closed' | 'merged'
                headSha: string | null
                /** What is known of the change: each file, the totals alone, or nothing. */
                facts: 'none' | 'partial' | 'complete'
                /** 0 to 1. */
                probability: number | null
                level: 'low' | 'medium' | 'high' | null
                /** date-time */
                openedAt: string
                /** date-time */
                endedAt: string | null
                /** date-time */
                changedAt: string
                /** It brought a defect in, as far as anybody knows. */
                isBroken: boolean
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/pr-intel/{number}': {
    /** A pull request: what was sent, the probability that it brings a defect in with its reasons, what the policy found, and what came of it. A key needs `releases:read`. */
    get: {
      parameters: {
        path: {
          number: number
        }
        query?: {
          /** 1 to 200 characters */
          repository?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              prNumber: number
              records: {
                id: string
                prNumber: number
                changedFilesCount: number | null
                sensitivePathsCount: number | null
                riskScore: number | null
                metadata: Record<
                  string,
                  | string
                  | number
                  | boolean
                  | null
                  | (string | number | boolean | null)[]
                  | Record<string, string | number | boolean | null>
                  | (
                      | string
                      | number
                      | boolean
                      | null
                      | (string | number | boolean | null)[]
                      | Record<string, string | number | boolean | null>
                    )[]
                  | Record<
                      string,
                      | string
                      | number
                      | boolean
                      | null
                      | (string | number | boolean | null)[]
                      | Record<string, string | number | boolean | null>
                    >
                > | null
                /** date-time */
                createdAt: string
                computedRiskScore: number | null
                headSha: string | null
                isHead: boolean
                facts: 'none' | 'partial' | 'complete'
                probability: number | null
              }[]
              latestRiskScore: number | null
              latestComputedRiskScore: number | null
              totalAnalyses: number
              id: string
              repository: string
              title: string
              labels: string[]
              isDraft: boolean
              state: 'open' | 'closed' | 'merged'
              baseBranch: string | null
              headBranch: string | null
              headSha: string | null
              baseSha: string | null
              mergeSha: string | null
              /** date-time */
              openedAt: string
              /** date-time */
              endedAt: string | null
              /** date-time */
              changedAt: string
              facts: 'none' | 'partial' | 'complete'
              change: {
                state: 'complete' | 'partial'
                totals: {
                  files: number
                  additions: number
                  deletions: number
                }
                /** Of files that nobody wrote by hand; null: not known. */
                generated: {
                  files: number
                  additions: number
                  deletions: number
                } | null
                /** Of documents, pictures and data beside those. */
                content?: {
                  files: number
                  additions: number
                  deletions: number
                } | null
                measures: {
                  la: number
                  ld: number
                  nf: number
                  nd: number | null
                  ns: number | null
                  entropy: number | null
                  fix: boolean
                }
              } | null
              risk: {
                /** 0 to 1. */
                probability: number
                score: number
                interval: {
                  low: number
                  high: number
                }
                level: 'low' | 'medium' | 'high'
                /** The totals alone are known. */
                isProvisional: boolean
                /** By the repository's own outcomes, not by the shipped model. */
                isCalibrated: boolean
                /** Among the repository's last pull requests; null while they are too few. */
                index: {
                  percentile: number
                  of: number
                } | null
                /** Of a usual change, by the shipped model: the reasons multiply its odds, and lead to `modelProbability`. */
                usualProbability: number
                modelProbability: number
                reasons: {
                  measure: 'la' | 'ld' | 'ns' | 'fix'
                  value: number
                  usual: number
                  /** Added to the logit: above 0 it raises the probability. */
                  contribution: number
                  text: string
                }[]
              } | null
              findings: {
                id:
                  | 'sensitive-path'
                  | 'code-without-tests'
                  | 'schema-change'
                  | 'schema-risk'
                  | 'flaky-tests-touched'
                  | 'journey-failed'
                  | 'codeowners-missing'
                  | 'unowned-files'
                  | 'often-broken'
                  | 'usually-together'
                  | 'files-not-listed'
                  | 'looked-at-in-part'
                severity: 'note' | 'warning'
                text: string
                area: string | null
                paths: string[]
                names: string[]
                /** How many there are; of these the first are in `paths` and `names`. */
                count: number
              }[]
              flakyTests: {
                id: string
                name: string
                path: string | null
                verdict: string
              }[]
              schemaDiff: {
                id: string
                level: string
                score: number
                findings: number
              } | null
              journeys: {
                id: string
                name: string
                status: string
              }[]
              label: 'unknown' | 'clean' | 'defective'
              outcomes: {
                kind: 'reverted' | 'fixed' | 'rolled_back' | 'clean'
                byNumber: number | null
                source: 'found' | 'told'
                /** date-time */
                at: string
              }[]
              check: {
                conclusion: 'neutral' | 'success' | 'failure' | 'action_required'
                title: string
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/pr-intel/{number}/comment': {
    /** What to write below a pull request, as Markdown in which nothing that others wrote is live, and what its check is to say. A key needs `releases:read`. */
    get: {
      parameters: {
        path: {
          number: number
        }
        query?: {
          /** 1 to 200 characters */
          repository?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              repository: string
              prNumber: number
              headSha: string | null
              /** The comment is found again by it. */
              marker: string
              markdown: string
              check: {
                conclusion: 'neutral' | 'success' | 'failure' | 'action_required'
                title: string
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/ingest': {
    /** Takes the results of a test run: {"tests": […]}, or a report of any known format, or a form with several. Whom they are about is said in the query, in the JSON or in fields of the form. A key needs `releases:write`. */
    post: {
      parameters: {
        query?: {
          /** 1 to 200 characters */
          repository?: string
          commit?: string
          /** 1 to 250 characters */
          branch?: string
          /** at most 100 characters */
          shard?: string
          /** at most 100 characters */
          environment?: string
          /** date-time */
          sentAt?: string
          prNumber?: number
          /** 1 to 200 characters */
          ciRunId?: string
          attempt?: number
          format?:
            | 'junit'
            | 'ctrf'
            | 'jest'
            | 'vitest'
            | 'playwright'
            | 'go-test'
            | 'pytest-json'
            | 'pytest-reportlog'
            | 'tap'
          /** Where the checkout lay on the machine of the tests. 1 to 1000 characters */
          root?: string
          /** Where in the checkout the tests ran: put before relative names of files. at most 500 characters */
          folder?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** at most 200000 items */
            tests: {
              /** at most 2000 characters */
              suite: string
              /** 1 to 2000 characters */
              testName: string
              status: 'passed' | 'failed' | 'skipped'
              /** 0 to 2592000000 */
              durationMs: number
              /** Taken as source 004 does, and not kept. */
              metadata?: unknown
              /** Ours: where the test stands, and which try of it this is, from 1 on. */
              file?: string | null
              /** 1 to 100 */
              attempt?: number
              message?: string | null
            }[]
            /** 1 to 200 characters */
            repository?: string
            commit?: string
            /** 1 to 250 characters */
            branch?: string
            /** at most 100 characters */
            shard?: string
            /** at most 100 characters */
            environment?: string
            /** date-time */
            sentAt?: string
            /** 1 to 2147483647 */
            prNumber?: number
            ciRunId?: string | number
            /** 1 to 1000 */
            attempt?: number
          }
          'application/xml': string
          'text/plain': string
          'application/octet-stream': string
          'multipart/form-data': Record<string, unknown>
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              message: string
              /** Cases, as source 004 counts. */
              count: number
              runId: string
              repository: string
              /** `source` for source 004's own body. */
              format: string
              /** Finished ones, of all cases. */
              attempts: number
              passed: number
              failed: number
              skipped: number
              /** Passed after a failed attempt. */
              retried: number
              isComplete: boolean
              warnings: {
                code: string
                words: string
              }[]
              newTests: number
              knownTests: number
              /** The same was sent before: nothing was added. */
              isReplay: boolean
              /** Why the run is no evidence of any single test; null where it is, or where it is not known yet. */
              infra: {
                share: number
                median: number
                words: string
              } | null
              isInfra: boolean
              /** False where another upload is being judged, or the judge failed: verdicts follow within seconds. */
              isJudged: boolean
              verdictChanges: {
                testId: string
                title: string
                environment: string
                was: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/runs': {
    /** Uploads of test results, newest first; `isInfra` marks those that are no evidence of any single test. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** at most 200 characters */
          repository?: string
          /** at most 100 characters */
          environment?: string
          commit?: string
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              runs: {
                id: string
                commit: string | null
                branch: string | null
                prNumber: number | null
                ciRunId: string | null
                attempt: number
                shard: string
                environment: string
                format: string
                /** When it was sent, by the sender's clock where that can be. date-time */
                at: string
                /** date-time */
                receivedAt: string
                cases: number
                passed: number
                failed: number
                skipped: number
                retried: number
                milliseconds: number
                isComplete: boolean
                isInfra: boolean
                infra: {
                  share: number
                  median: number
                  words: string
                } | null
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/runs/{id}': {
    /** One upload, with the tests that failed in it at least once, at most 1,000. A key needs `releases:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              commit: string | null
              branch: string | null
              prNumber: number | null
              ciRunId: string | null
              attempt: number
              shard: string
              environment: string
              format: string
              /** When it was sent, by the sender's clock where that can be. date-time */
              at: string
              /** date-time */
              receivedAt: string
              cases: number
              passed: number
              failed: number
              skipped: number
              retried: number
              milliseconds: number
              isComplete: boolean
              isInfra: boolean
              infra: {
                share: number
                median: number
                words: string
              } | null
              repository: string
              warnings: {
                code: string
                words: string
              }[]
              failures: {
                testId: string
                title: string
                file: string | null
                verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                attempts: {
                  outcome: 'passed' | 'failed' | 'skipped'
                  durationMilliseconds: number | null
                  message: string | null
                }[]
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/flaky-candidates': {
    /** Tests that are flaky or suspect, worst first, with reasons and intervals; and those that source 004 would call flaky, by its rule. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** 0 to 1000000, default 10 */
          minRuns?: number
          /** at most 200 characters */
          repository?: string
          /** at most 100 characters */
          environment?: string
          /** 1 to 1000, default 100 */
          limit?: number
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              flakyCandidates: {
                id: string
                repository: string
                environment: string
                file: string | null
                className: string | null
                /** Titles around it, outermost first. */
                suites: string[]
                name: string
                project: string | null
                title: string
                verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                /** date-time */
                verdictAt: string
                /** Another verdict that its runs give by now, and from when on it is said: after a change nothing changes for 24 hours, unless the test fails and passes on one commit. The other members are of what the runs give. Null where none waits. */
                held: {
                  verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                  /** date-time */
                  until: string
                } | null
                /** 0 to 1: how likely the next failure is noise, not a defect. */
                score: number
                /** Ends of the 90 % interval of the pass-on-retry rate; null for a test that never failed. */
                interval: {
                  low: number
                  high: number
                } | null
                /** The failure rate that its clean runs rule out with 95 %; null where it fails. */
                upperLimit: number | null
                /** Further clean runs until 95 % is reached; null where no number is enough. */
                runsNeeded: number | null
                reasons: {
                  code: string
                  words: string
                  count: number
                  commits: string[]
                  pullRequests: number[]
                }[]
                /** That count for the verdict, retries included; of a test that never failed, its runs. */
                attempts: number
                failedAttempts: number
                runs: number
                passed: number
                /** Runs that failed in the end. */
                failed: number
                skipped: number
                meanMilliseconds: number
                wastedMinutes: number
                /** What ranks by cost: expected failures a week times what one wastes. */
                rank: number
                /** date-time */
                lastRunAt: string
                quarantine: {
                  state: 'active' | 'quarantined' | 'disabled' | 'fixed'
                  isExpired: boolean
                  owner: string | null
                  ticket: string | null
                  /** date-time */
                  reviewBy: string
                } | null
                /** Source 004's members: of all runs since the test was first seen, skipped ones included. */
                suite: string
                testName: string
                totalRuns: number
                failedRuns: number
                passedRuns: number
                /** Percent, to one decimal. */
                failureRate: number
                /** Milliseconds. */
                avgDuration: number
                /** date-time */
                lastRun: string
                /** By source 004's rule; ours is `verdict`. */
                isFlaky: boolean
              }[]
              /** Of all, also beyond `limit`. */
              totalCandidates: number
              minRuns: number
              /** date-time */
              analysisDate: string
              /** What `isFlaky` and `failureRate` rest on. */
              rule: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests': {
    /** All tests by name, in each environment that they ran in. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** at most 200 characters */
          repository?: string
          /** at most 100 characters */
          environment?: string
          verdict?: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
          /** at most 1000 characters */
          file?: string
          /** at most 200 characters */
          search?: string
          quarantined?: 'true' | 'false'
          /** 1 to 500, default 100 */
          limit?: number
          /** at most 4000 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              tests: {
                id: string
                repository: string
                environment: string
                file: string | null
                className: string | null
                /** Titles around it, outermost first. */
                suites: string[]
                name: string
                project: string | null
                title: string
                verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                /** date-time */
                verdictAt: string
                /** Another verdict that its runs give by now, and from when on it is said: after a change nothing changes for 24 hours, unless the test fails and passes on one commit. The other members are of what the runs give. Null where none waits. */
                held: {
                  verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                  /** date-time */
                  until: string
                } | null
                /** 0 to 1: how likely the next failure is noise, not a defect. */
                score: number
                /** Ends of the 90 % interval of the pass-on-retry rate; null for a test that never failed. */
                interval: {
                  low: number
                  high: number
                } | null
                /** The failure rate that its clean runs rule out with 95 %; null where it fails. */
                upperLimit: number | null
                /** Further clean runs until 95 % is reached; null where no number is enough. */
                runsNeeded: number | null
                reasons: {
                  code: string
                  words: string
                  count: number
                  commits: string[]
                  pullRequests: number[]
                }[]
                /** That count for the verdict, retries included; of a test that never failed, its runs. */
                attempts: number
                failedAttempts: number
                runs: number
                passed: number
                /** Runs that failed in the end. */
                failed: number
                skipped: number
                meanMilliseconds: number
                wastedMinutes: number
                /** What ranks by cost: expected failures a week times what one wastes. */
                rank: number
                /** date-time */
                lastRunAt: string
                quarantine: {
                  state: 'active' | 'quarantined' | 'disabled' | 'fixed'
                  isExpired: boolean
                  owner: string | null
                  ticket: string | null
                  /** date-time */
                  reviewBy: string
                } | null
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/{id}/quarantine': {
    /** Takes the failures of a test out of the way until a day of review, or says that it is active or fixed. A key needs `releases:write`. */
    put: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** default "quarantined" */
            state?: 'active' | 'quarantined' | 'disabled' | 'fixed'
            /** What is left out stays as it is; null ends it. */
            owner?: string | null
            ticket?: string | null
            reason?: string | null
            /** date-time */
            reviewBy?: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              /** As it counts now: `active` where the day of review is past. */
              state: 'active' | 'quarantined' | 'disabled' | 'fixed'
              isExpired: boolean
              owner: string | null
              ticket: string | null
              reason: string | null
              /** date-time */
              reviewBy: string
              /** Made by the repository's setting, and ended by it when the test turns out broken. */
              isAuto: boolean
              /** date-time */
              createdAt: string
              /** date-time */
              changedAt: string
              id: string
              title: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Lets the failures of a test stop a merge again; the same as one without a quarantine. A key needs `releases:write`. */
    delete: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/quarantine': {
    /** Tests that somebody decided about, due reviews first; of all repositories where none is named. With a commit also the tests that failed on it, and whether each is quarantined. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** at most 200 characters */
          repository?: string
          commit?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              /** That this is about; null without a name and a commit: the tests are of all repositories. */
              repository: string | null
              tests: {
                /** As it counts now: `active` where the day of review is past. */
                state: 'active' | 'quarantined' | 'disabled' | 'fixed'
                isExpired: boolean
                owner: string | null
                ticket: string | null
                reason: string | null
                /** date-time */
                reviewBy: string
                /** Made by the repository's setting, and ended by it when the test turns out broken. */
                isAuto: boolean
                /** date-time */
                createdAt: string
                /** date-time */
                changedAt: string
                id: string
                repository: string
                title: string
                project: string | null
                file: string | null
                suites: string[]
                testName: string
                verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
              }[]
              /** Null without a commit. */
              commit: {
                commit: string
                runs: number
                isComplete: boolean
                hasRun: boolean
                passed: boolean
                incomplete: {
                  environment: string
                  ciRunId: string | null
                  attempt: number
                  shard: string
                }[]
                failures: {
                  testId: string
                  title: string
                  project: string | null
                  file: string | null
                  environment: string
                  quarantined: boolean
                  verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                }[]
              } | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/gate': {
    /** Says whether a report lets a merge through: it is whole, and every failure is quarantined. Takes what the ingest takes, and keeps nothing. A key needs `releases:read` or `releases:write`. */
    post: {
      parameters: {
        query?: {
          /** 1 to 200 characters */
          repository?: string
          commit?: string
          /** 1 to 250 characters */
          branch?: string
          /** at most 100 characters */
          shard?: string
          /** at most 100 characters */
          environment?: string
          /** date-time */
          sentAt?: string
          prNumber?: number
          /** 1 to 200 characters */
          ciRunId?: string
          attempt?: number
          format?:
            | 'junit'
            | 'ctrf'
            | 'jest'
            | 'vitest'
            | 'playwright'
            | 'go-test'
            | 'pytest-json'
            | 'pytest-reportlog'
            | 'tap'
          /** Where the checkout lay on the machine of the tests. 1 to 1000 characters */
          root?: string
          /** Where in the checkout the tests ran: put before relative names of files. at most 500 characters */
          folder?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** at most 200000 items */
            tests: {
              /** at most 2000 characters */
              suite: string
              /** 1 to 2000 characters */
              testName: string
              status: 'passed' | 'failed' | 'skipped'
              /** 0 to 2592000000 */
              durationMs: number
              /** Taken as source 004 does, and not kept. */
              metadata?: unknown
              /** Ours: where the test stands, and which try of it this is, from 1 on. */
              file?: string | null
              /** 1 to 100 */
              attempt?: number
              message?: string | null
            }[]
            /** 1 to 200 characters */
            repository?: string
            commit?: string
            /** 1 to 250 characters */
            branch?: string
            /** at most 100 characters */
            shard?: string
            /** at most 100 characters */
            environment?: string
            /** date-time */
            sentAt?: string
            /** 1 to 2147483647 */
            prNumber?: number
            ciRunId?: string | number
            /** 1 to 1000 */
            attempt?: number
          }
          'application/xml': string
          'text/plain': string
          'application/octet-stream': string
          'multipart/form-data': Record<string, unknown>
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              passed: boolean
              failures: {
                testId: string | null
                title: string
                /** Such as a browser. */
                project: string | null
                file: string | null
                quarantined: boolean
                verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
              }[]
              failureCount: number
              quarantinedCount: number
              isComplete: boolean
              reasons: {
                code: string
                words: string
              }[]
              warnings: {
                code: string
                words: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/renames': {
    /** Tests that vanished in the commit in which another of their file appeared: perhaps the same. Nothing is merged by itself. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** at most 200 characters */
          repository?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              renames: {
                oldId: string
                newId: string
                oldTitle: string
                newTitle: string
                file: string | null
                className: string | null
                commit: string | null
                /** 0 to 1. */
                likeness: number
                /** date-time */
                foundAt: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/{id}/merge': {
    /** Says that a test is another one under its former name: what it did counts there, and its verdict follows within seconds. A key needs `releases:write`. */
    post: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            into: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              into: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/settings': {
    /** What decides about the tests of a repository. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** at most 200 characters */
          repository?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              repository: string
              /** All of them, with the defaults for what the repository leaves out. */
              thresholds: Record<string, number>
              /** Of the thresholds. */
              defaults: Record<string, number>
              autoQuarantine: boolean
              quarantineDays: number
              /** What the repository has set itself. */
              own: {
                thresholds?: {
                  /** 10 to 1000 */
                  windowRuns?: number
                  /** 1 to 365 */
                  windowDays?: number
                  /** 0 to 1000 */
                  windowLeastRuns?: number
                  /** 1 to 100 */
                  minimumGroups?: number
                  /** 1 to 100 */
                  minimumDivergent?: number
                  /** at most 1 */
                  flakyProbability?: number
                  /** at most 1 */
                  suspectProbability?: number
                  /** 1 to 100 */
                  suspectIsolated?: number
                  /** 2 to 100 */
                  brokenGroups?: number
                  /** 1 to 100 */
                  brokenCommits?: number
                  /** at most 1 */
                  brokenProbability?: number
                  /** at most 1 */
                  fixedChance?: number
                  /** 2 to 100 */
                  crossPullRequests?: number
                  /** 0 to 365 */
                  crossDays?: number
                  /** 2 to 100 */
                  crossPullRequestsUnknown?: number
                  /** 0.001 to 0.99 */
                  rateOfInterest?: number
                  /** at most 1 */
                  infraShare?: number
                  /** 1 to 1000 */
                  infraMedians?: number
                  /** 1 to 100000 */
                  infraTests?: number
                  /** 1 to 100000 */
                  infraFailures?: number
                  /** 0 to 720 */
                  quietHours?: number
                }
                autoQuarantine?: boolean
                /** 1 to 365 */
                quarantineDays?: number
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Puts what decides about the tests of a repository; what is left out is as by default. Verdicts follow within seconds. A key needs `releases:write`. */
    put: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            thresholds?: {
              /** 10 to 1000 */
              windowRuns?: number
              /** 1 to 365 */
              windowDays?: number
              /** 0 to 1000 */
              windowLeastRuns?: number
              /** 1 to 100 */
              minimumGroups?: number
              /** 1 to 100 */
              minimumDivergent?: number
              /** at most 1 */
              flakyProbability?: number
              /** at most 1 */
              suspectProbability?: number
              /** 1 to 100 */
              suspectIsolated?: number
              /** 2 to 100 */
              brokenGroups?: number
              /** 1 to 100 */
              brokenCommits?: number
              /** at most 1 */
              brokenProbability?: number
              /** at most 1 */
              fixedChance?: number
              /** 2 to 100 */
              crossPullRequests?: number
              /** 0 to 365 */
              crossDays?: number
              /** 2 to 100 */
              crossPullRequestsUnknown?: number
              /** 0.001 to 0.99 */
              rateOfInterest?: number
              /** at most 1 */
              infraShare?: number
              /** 1 to 1000 */
              infraMedians?: number
              /** 1 to 100000 */
              infraTests?: number
              /** 1 to 100000 */
              infraFailures?: number
              /** 0 to 720 */
              quietHours?: number
            }
            autoQuarantine?: boolean
            /** 1 to 365 */
            quarantineDays?: number
            /** 1 to 200 characters */
            repository?: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              repository: string
              /** All of them, with the defaults for what the repository leaves out. */
              thresholds: Record<string, number>
              /** Of the thresholds. */
              defaults: Record<string, number>
              autoQuarantine: boolean
              quarantineDays: number
              /** What the repository has set itself. */
              own: {
                thresholds?: {
                  /** 10 to 1000 */
                  windowRuns?: number
                  /** 1 to 365 */
                  windowDays?: number
                  /** 0 to 1000 */
                  windowLeastRuns?: number
                  /** 1 to 100 */
                  minimumGroups?: number
                  /** 1 to 100 */
                  minimumDivergent?: number
                  /** at most 1 */
                  flakyProbability?: number
                  /** at most 1 */
                  suspectProbability?: number
                  /** 1 to 100 */
                  suspectIsolated?: number
                  /** 2 to 100 */
                  brokenGroups?: number
                  /** 1 to 100 */
                  brokenCommits?: number
                  /** at most 1 */
                  brokenProbability?: number
                  /** at most 1 */
                  fixedChance?: number
                  /** 2 to 100 */
                  crossPullRequests?: number
                  /** 0 to 365 */
                  crossDays?: number
                  /** 2 to 100 */
                  crossPullRequestsUnknown?: number
                  /** 0.001 to 0.99 */
                  rateOfInterest?: number
                  /** at most 1 */
                  infraShare?: number
                  /** 1 to 1000 */
                  infraMedians?: number
                  /** 1 to 100000 */
                  infraTests?: number
                  /** 1 to 100000 */
                  infraFailures?: number
                  /** 0 to 720 */
                  quietHours?: number
                }
                autoQuarantine?: boolean
                /** 1 to 365 */
                quarantineDays?: number
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/preview': {
    /** Which tests would have another verdict under other thresholds, before anybody saves them; worst first. A key needs `releases:read`. */
    post: {
      parameters: {
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 200 characters */
            repository?: string
            thresholds: {
              /** 10 to 1000 */
              windowRuns?: number
              /** 1 to 365 */
              windowDays?: number
              /** 0 to 1000 */
              windowLeastRuns?: number
              /** 1 to 100 */
              minimumGroups?: number
              /** 1 to 100 */
              minimumDivergent?: number
              /** at most 1 */
              flakyProbability?: number
              /** at most 1 */
              suspectProbability?: number
              /** 1 to 100 */
              suspectIsolated?: number
              /** 2 to 100 */
              brokenGroups?: number
              /** 1 to 100 */
              brokenCommits?: number
              /** at most 1 */
              brokenProbability?: number
              /** at most 1 */
              fixedChance?: number
              /** 2 to 100 */
              crossPullRequests?: number
              /** 0 to 365 */
              crossDays?: number
              /** 2 to 100 */
              crossPullRequestsUnknown?: number
              /** 0.001 to 0.99 */
              rateOfInterest?: number
              /** at most 1 */
              infraShare?: number
              /** 1 to 1000 */
              infraMedians?: number
              /** 1 to 100000 */
              infraTests?: number
              /** 1 to 100000 */
              infraFailures?: number
              /** 0 to 720 */
              quietHours?: number
            }
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              /** Whose tests these are. */
              repository: string
              /** At most 1,000 of them. */
              flips: {
                testId: string
                title: string
                environment: string
                from: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                to: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                score: number
                reasons: string[]
              }[]
              flipCount: number
              /** Tests with a failure that were looked at. */
              looked: number
              /** Tests without a failure that would become healthy, and unknown. */
              cleanFlips: {
                healthy: number
                unknown: number
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/overview': {
    /** How the tests of a repository stand together, over 30 days, and what would help most. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** at most 200 characters */
          repository?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              repository: string | null
              tests: number
              /** A test counts once, by its gravest environment. */
              byVerdict: {
                broken: number
                flaky: number
                suspect: number
                fixed: number
                unknown: number
                healthy: number
              }
              wastedMinutes: number
              runs: {
                runs: number
                infraRuns: number
                failedRuns: number
                environments: number
                /** date-time */
                firstAt: string | null
                /** date-time */
                lastAt: string | null
                retried: number
                repeatedCommits: number
                commits: number
              }
              advice: {
                code: string
                words: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/strips': {
    /** What several tests of one repository did on the last 200 commits in one environment: for lists, whose histories are then read once. A key needs `releases:read`. */
    get: {
      parameters: {
        query: {
          /** Ids of tests, comma-separated, 50 at most. at most 1850 characters */
          ids: string
          /** at most 100 characters, default "" */
          environment?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              /** In the order asked; a test that is nobody's is left out. */
              strips: {
                /** As asked, also where it is a former name. */
                id: string
                /** The last 200 commits, oldest first. */
                strip: {
                  commit: string | null
                  /** date-time */
                  at: string
                  branch: string | null
                  prNumber: number | null
                  /** `mixed`: it failed and passed on this commit. */
                  outcome: 'passed' | 'failed' | 'mixed' | 'skipped'
                  attempts: number
                  failures: number
                  /** All of its runs are no evidence of any single test. */
                  isInfra: boolean
                }[]
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/tests/{id}': {
    /** One test: how it stands in each environment, and what it did on the last 200 commits in one of them. A former name leads to the test that it was merged into. A key needs `releases:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          /** at most 100 characters */
          environment?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              repository: string
              title: string
              file: string | null
              className: string | null
              suites: string[]
              name: string
              project: string | null
              /** date-time */
              firstSeenAt: string
              /** Tests that were merged into this one. */
              formerNames: {
                id: string
                title: string
              }[]
              /** In each environment, the one that ran last first. */
              standings: {
                id: string
                repository: string
                environment: string
                file: string | null
                className: string | null
                /** Titles around it, outermost first. */
                suites: string[]
                name: string
                project: string | null
                title: string
                verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                /** date-time */
                verdictAt: string
                /** Another verdict that its runs give by now, and from when on it is said: after a change nothing changes for 24 hours, unless the test fails and passes on one commit. The other members are of what the runs give. Null where none waits. */
                held: {
                  verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                  /** date-time */
                  until: string
                } | null
                /** 0 to 1: how likely the next failure is noise, not a defect. */
                score: number
                /** Ends of the 90 % interval of the pass-on-retry rate; null for a test that never failed. */
                interval: {
                  low: number
                  high: number
                } | null
                /** The failure rate that its clean runs rule out with 95 %; null where it fails. */
                upperLimit: number | null
                /** Further clean runs until 95 % is reached; null where no number is enough. */
                runsNeeded: number | null
                reasons: {
                  code: string
                  words: string
                  count: number
                  commits: string[]
                  pullRequests: number[]
                }[]
                /** That count for the verdict, retries included; of a test that never failed, its runs. */
                attempts: number
                failedAttempts: number
                runs: number
                passed: number
                /** Runs that failed in the end. */
                failed: number
                skipped: number
                meanMilliseconds: number
                wastedMinutes: number
                /** What ranks by cost: expected failures a week times what one wastes. */
                rank: number
                /** date-time */
                lastRunAt: string
                quarantine: {
                  state: 'active' | 'quarantined' | 'disabled' | 'fixed'
                  isExpired: boolean
                  owner: string | null
                  ticket: string | null
                  /** date-time */
                  reviewBy: string
                } | null
              }[]
              /** Of which the strip, the figures and the failures are. */
              environment: string
              /** All figures of the judgement; null for a test that has not failed within what counts. */
              figures: {
                groups: number
                runs: number
                failures: number
                failedGroups: number
                passOnRetry: {
                  divergent: number
                  repeated: number
                  rate: number
                  low: number
                  high: number
                }
                mixture: {
                  probability: number
                  failureRate: number
                  failureRateIfFlaky: number
                  badRate: number
                }
                noise: {
                  score: number
                  probability: number
                  broken: number
                }
                flipRate: number | null
                isolated: number
                isolatedUnrepeated: string[]
                failing: {
                  groups: number
                  attempts: number
                  commits: string[]
                  since: number
                } | null
                regression: {
                  commit: string
                  at: number
                  statistic: number
                  rateBefore: number
                  rateAfter: number
                } | null
                crossPullRequests: {
                  pullRequests: number[]
                  commits: string[]
                  days: number
                } | null
                cleanRuns: number
                passedRuns: number
                rateIfFlaky: number
                quietChance: number
                lastDivergentAt: number | null
                lastFailureAt: number | null
                cost: {
                  wastedMinutes: number
                  runsPerWeek: number
                  rank: number
                }
              } | null
              /** The last 200 commits, oldest first. */
              strip: {
                commit: string | null
                /** date-time */
                at: string
                branch: string | null
                prNumber: number | null
                /** `mixed`: it failed and passed on this commit. */
                outcome: 'passed' | 'failed' | 'mixed' | 'skipped'
                attempts: number
                failures: number
                /** All of its runs are no evidence of any single test. */
                isInfra: boolean
                milliseconds: number
                runs: {
                  runId: string
                  ciRunId: string | null
                  attempt: number
                  /** date-time */
                  at: string
                  attempts: number
                  failures: number
                  milliseconds: number
                }[]
              }[]
              /** The last of them, newest first. */
              failures: {
                runId: string
                /** date-time */
                at: string
                attempts: {
                  outcome: 'passed' | 'failed' | 'skipped'
                  durationMilliseconds: number | null
                  message: string | null
                }[]
              }[]
              /** What was said of it, newest first. */
              verdicts: {
                environment: string
                /** date-time */
                at: string
                was: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                verdict: 'broken' | 'flaky' | 'suspect' | 'fixed' | 'unknown' | 'healthy'
                reasons: {
                  code: string
                  words: string
                  count: number
                  commits: string[]
                  pullRequests: number[]
                }[]
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/schema/diff': {
    /** Compares two Prisma schemas: source 004's answer, and beside it findings by rule with a score, suspected renames and the SQL. Kept where the body names a repository. A key needs `releases:write`. */
    post: {
      parameters: {
        query?: {
          /** 1 to 200 characters */
          repository?: string
          commit?: string
          /** 1 to 250 characters */
          branch?: string
          /** at most 100 characters */
          shard?: string
          /** at most 100 characters */
          environment?: string
          /** date-time */
          sentAt?: string
          prNumber?: number
          /** 1 to 200 characters */
          ciRunId?: string
          attempt?: number
          format?: 'json' | 'sarif' | 'markdown' | 'annotations'
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 200 characters */
            repository?: string
            commit?: string
            /** 1 to 250 characters */
            branch?: string
            /** at most 100 characters */
            shard?: string
            /** at most 100 characters */
            environment?: string
            /** date-time */
            sentAt?: string
            /** 1 to 2147483647 */
            prNumber?: number
            ciRunId?: string | number
            /** 1 to 1000 */
            attempt?: number
            baseSchema:
              | string
              | {
                  /** 1 to 300 characters */
                  path: string
                  content: string
                }[]
            targetSchema:
              | string
              | {
                  /** 1 to 300 characters */
                  path: string
                  content: string
                }[]
            /** Where the schema stands in the repository, for texts without a path. 1 to 300 characters, default "schema.prisma" */
            schemaPath?: string
            migration?:
              | string
              | {
                  /** 1 to 300 characters */
                  path: string
                  content: string
                }
              | {
                  /** 1 to 300 characters */
                  path: string
                  content: string
                }[]
            /** default {} */
            rowCounts?: Record<string, number>
          }
          'multipart/form-data': Record<string, unknown>
          'text/plain': string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              operations: {
                type: 'addModel' | 'addField' | 'alterType' | 'dropField' | 'dropModel'
                model: string
                field?: string
                fieldType?: string
                from?: string
                to?: string
                risk: number
              }[]
              riskScore: number
              severity: 'low' | 'medium' | 'high'
              windowRecommendation: 'low-traffic' | 'off-peak' | 'scheduled-maintenance'
              summary: {
                totalOperations: number
                addModels: number
                dropModels: number
                addFields: number
                dropFields: number
                alterTypes: number
                hasDestructive: boolean
              }
              provider: string
              lockRules: {
                applied: boolean
                reason: string | null
              }
              /** 0 to 100. */
              score: number
              level: 'low' | 'medium' | 'high' | 'critical'
              /** The gravest first. */
              findings: {
                /** The same for the same change, whatever else is in the diff; of several that are alike the second ends in #2. */
                id: string
                /** Such as D2. */
                rule: string
                title: string
                /** 0 to 100. */
                severity: number
                baseSeverity: number
                table: string | null
                columns: string[]
                model: string | null
                field: string | null
                renamedTo: string | null
                message: string
                /** What to do instead. */
                remedy: string
                /** SQL that does it better, or looks first. */
                sql: string | null
                /** In the schema after. */
                place: {
                  file: string
                  line: number
                }
                /** In the schema before. */
                basePlace: {
                  file: string
                  line: number
                } | null
                /** Of the author's own migration; null where none was given, or it leaves this out. */
                migrationFile?: string | null
                /** In `migrationFile`; without a migration, in `sql`. */
                migrationLine: number | null
              }[]
              findingsTotal: number
              /** Answered by a `prisma-ignore` comment. */
              ignored: {
                /** The same for the same change, whatever else is in the diff; of several that are alike the second ends in #2. */
                id: string
                /** Such as D2. */
                rule: string
                title: string
                /** 0 to 100. */
                severity: number
                baseSeverity: number
                table: string | null
                columns: string[]
                model: string | null
                field: string | null
                renamedTo: string | null
                message: string
                /** What to do instead. */
                remedy: string
                /** SQL that does it better, or looks first. */
                sql: string | null
                /** In the schema after. */
                place: {
                  file: string
                  line: number
                }
                /** In the schema before. */
                basePlace: {
                  file: string
                  line: number
                } | null
                /** Of the author's own migration; null where none was given, or it leaves this out. */
                migrationFile?: string | null
                /** In `migrationFile`; without a migration, in `sql`. */
                migrationLine: number | null
                reason: string
                /** Where the comment stands. */
                answeredAt?: {
                  file: string
                  line: number
                }
              }[]
              renames: {
                kind: 'table' | 'column'
                rule: 'D3' | 'D4' | 'D5'
                table: string
                from: string
                to: string
                /** How alike they are, 0 to 1. */
                score: number
                sql: string | null
              }[]
              /** What Prisma would do; null where it writes none for that database. */
              sql: string | null
              /** What the author's own migration does beside it; null without one. */
              migration: {
                /** Of its first file, and how many more there are. */
                path: string
                reachesTarget: boolean
                missing: string[]
                extra: string[]
              } | null
              notes: string[]
              id: string | null
              repository: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/schema/diffs': {
    /** The schema diffs that are kept, newest first: of one repository, one pull request, one commit, or all. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 200 characters */
          repository?: string
          prNumber?: number
          commit?: string
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              diffs: {
                id: string
                repository: string
                commit: string | null
                branch: string | null
                prNumber: number | null
                ciRunId: string | null
                score: number
                level: 'low' | 'medium' | 'high' | 'critical'
                findings: number
                /** date-time */
                createdAt: string
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/schema/diffs/{id}': {
    /** One schema diff that is kept, with both schemas without the addresses of their databases. A key needs `releases:read`. */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          format?: 'json' | 'sarif' | 'markdown' | 'annotations'
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              repository: string
              commit: string | null
              branch: string | null
              prNumber: number | null
              ciRunId: string | null
              score: number
              level: 'low' | 'medium' | 'high' | 'critical'
              findings: number
              /** date-time */
              createdAt: string
              report: {
                operations: {
                  type: 'addModel' | 'addField' | 'alterType' | 'dropField' | 'dropModel'
                  model: string
                  field?: string
                  fieldType?: string
                  from?: string
                  to?: string
                  risk: number
                }[]
                riskScore: number
                severity: 'low' | 'medium' | 'high'
                windowRecommendation: 'low-traffic' | 'off-peak' | 'scheduled-maintenance'
                summary: {
                  totalOperations: number
                  addModels: number
                  dropModels: number
                  addFields: number
                  dropFields: number
                  alterTypes: number
                  hasDestructive: boolean
                }
                provider: string
                lockRules: {
                  applied: boolean
                  reason: string | null
                }
                /** 0 to 100. */
                score: number
                level: 'low' | 'medium' | 'high' | 'critical'
                /** The gravest first. */
                findings: {
                  /** The same for the same change, whatever else is in the diff; of several that are alike the second ends in #2. */
                  id: string
                  /** Such as D2. */
                  rule: string
                  title: string
                  /** 0 to 100. */
                  severity: number
                  baseSeverity: number
                  table: string | null
                  columns: string[]
                  model: string | null
                  field: string | null
                  renamedTo: string | null
                  message: string
                  /** What to do instead. */
                  remedy: string
                  /** SQL that does it better, or looks first. */
                  sql: string | null
                  /** In the schema after. */
                  place: {
                    file: string
                    line: number
                  }
                  /** In the schema before. */
                  basePlace: {
                    file: string
                    line: number
                  } | null
                  /** Of the author's own migration; null where none was given, or it leaves this out. */
                  migrationFile?: string | null
                  /** In `migrationFile`; without a migration, in `sql`. */
                  migrationLine: number | null
                }[]
                findingsTotal: number
                /** Answered by a `prisma-ignore` comment. */
                ignored: {
                  /** The same for the same change, whatever else is in the diff; of several that are alike the second ends in #2. */
                  id: string
                  /** Such as D2. */
                  rule: string
                  title: string
                  /** 0 to 100. */
                  severity: number
                  baseSeverity: number
                  table: string | null
                  columns: string[]
                  model: string | null
                  field: string | null
                  renamedTo: string | null
                  message: string
                  /** What to do instead. */
                  remedy: string
                  /** SQL that does it better, or looks first. */
                  sql: string | null
                  /** In the schema after. */
                  place: {
                    file: string
                    line: number
                  }
                  /** In the schema before. */
                  basePlace: {
                    file: string
                    line: number
                  } | null
                  /** Of the author's own migration; null where none was given, or it leaves this out. */
                  migrationFile?: string | null
                  /** In `migrationFile`; without a migration, in `sql`. */
                  migrationLine: number | null
                  reason: string
                  /** Where the comment stands. */
                  answeredAt?: {
                    file: string
                    line: number
                  }
                }[]
                renames: {
                  kind: 'table' | 'column'
                  rule: 'D3' | 'D4' | 'D5'
                  table: string
                  from: string
                  to: string
                  /** How alike they are, 0 to 1. */
                  score: number
                  sql: string | null
                }[]
                /** What Prisma would do; null where it writes none for that database. */
                sql: string | null
                /** What the author's own migration does beside it; null without one. */
                migration: {
                  /** Of its first file, and how many more there are. */
                  path: string
                  reachesTarget: boolean
                  missing: string[]
                  extra: string[]
                } | null
                notes: string[]
              }
              schemas: {
                base: {
                  path: string
                  content: string
                }[]
                target: {
                  path: string
                  content: string
                }[]
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/journey/run': {
    /** Runs a journey: the scenarios that come with Keyhold, or one with a document. Answers with its result; with `wait=0` or `Prefer: respond-async` at once, 202. A key needs `journey:run`. */
    post: {
      parameters: {
        query?: {
          /** 0 to 60 */
          wait?: number
        }
        header?: {
          /** For 24 hours the same key is answered the same, and acts once. */
          'Idempotency-Key'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 200 characters */
            repository?: string
            commit?: string
            /** 1 to 250 characters */
            branch?: string
            /** at most 100 characters */
            shard?: string
            /** at most 100 characters */
            environment?: string
            /** date-time */
            sentAt?: string
            /** 1 to 2147483647 */
            prNumber?: number
            ciRunId?: string | number
            /** 1 to 1000 */
            attempt?: number
            /** 1 to 20 items */
            scenarios?: string[]
            mode?: 'real' | 'simulated'
            /** 1 to 64 characters */
            journey?: string
            /** 0 to 60 */
            wait?: number
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              journey: {
                id: string
                /** `passed` and `failed` as source 004 says; `queued` and `running` where the answer did not wait for its end. */
                status: 'passed' | 'failed' | 'queued' | 'running'
                outcome: 'passed' | 'passed_retry' | 'failed' | 'could_not_run' | 'maintenance' | null
                mode: 'real' | 'simulated'
                isDegraded: boolean
                totalDuration: number
                attempts: number
                /** Of the last attempt. */
                steps: {
                  step: string
                  status: 'passed' | 'failed' | 'skipped'
                  /** Milliseconds. */
                  duration: number
                  /** Statuses that were answered, and what the document wants shown. */
                  result?: {
                    statuses: number[]
                    shown: Record<string, string | number | boolean | null>
                  }
                  error?: string
                  errorCode?: string
                  /** Of a failed step: how the last body that was answered to it began, redacted. */
                  answer?: string
                  /** Why it was skipped. */
                  reason?: string
                }[]
                summary: {
                  total: number
                  passed: number
                  failed: number
                  skipped: number
                  /** Whole per cent of those that were not skipped; 0 where nothing was tried. */
                  successRate: number
                }
                /** What each attempt failed at, the first one first. */
                failures: {
                  attempt: number
                  step: string
                  error: string
                  errorCode: string
                }[]
                /** Behind the one that failed. */
                notRun: string[]
                cleanup: {
                  steps: {
                    step: string
                    status: 'passed' | 'failed' | 'skipped'
                    /** Milliseconds. */
                    duration: number
                    /** Statuses that were answered, and what the document wants shown. */
                    result?: {
                      statuses: number[]
                      shown: Record<string, string | number | boolean | null>
                    }
                    error?: string
                    errorCode?: string
                    /** Of a failed step: how the last body that was answered to it began, redacted. */
                    answer?: string
                    /** Why it was skipped. */
                    reason?: string
                  }[]
                  leftovers: string[]
                }
                /** Why it could not run, or which step failed, and how. */
                error?: string
                errorCode?: string
              }
              metadata: {
                /** date-time */
                timestamp: string
                apiBaseUrl: string
                mode: 'real' | 'simulated'
                simulated: boolean
                runId: string
                journey: string
                repository: string | null
                commit: string | null
                prNumber: number | null
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/journey/runs': {
    /** Runs of journeys, newest first; of one journey, one outcome, one commit or one pull request. A key needs `journey:run`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 64 characters */
          journey?: string
          outcome?: 'passed' | 'passed_retry' | 'failed' | 'could_not_run' | 'maintenance'
          /** 1 to 200 characters */
          repository?: string
          commit?: string
          prNumber?: number
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 200 characters */
          cursor?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              runs: {
                id: string
                /** Null: scenarios without a document. */
                journeyId: string | null
                name: string
                cause: 'call' | 'schedule'
                mode: 'real' | 'simulated'
                state: 'queued' | 'running' | 'ended'
                outcome: 'passed' | 'passed_retry' | 'failed' | 'could_not_run' | 'maintenance' | null
                isDegraded: boolean
                scenarios: string[] | null
                /** date-time */
                slotAt: string | null
                /** Times of the schedule before this one that nobody ran. */
                missed: number
                repository: string | null
                commit: string | null
                branch: string | null
                prNumber: number | null
                ciRunId: string | null
                /** date-time */
                askedAt: string
                /** date-time */
                startedAt: string | null
                /** date-time */
                endedAt: string | null
                milliseconds: number | null
                attempts: number
                /** Why it could not run, or which step failed last, and how. */
                error: {
                  code: string
                  message: string
                  step: string | null
                } | null
                /** Stages behind the one that failed. */
                notRun: string[]
                /** What the clean-up could not take away, in words. */
                leftovers: string[]
                hasHar: boolean
              }[]
              nextCursor: string | null
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/journey/runs/{id}': {
    /** One run: each step of each attempt, and the same in source 004’s form. A key needs `journey:run`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              journey: {
                id: string
                /** `passed` and `failed` as source 004 says; `queued` and `running` where the answer did not wait for its end. */
                status: 'passed' | 'failed' | 'queued' | 'running'
                outcome: 'passed' | 'passed_retry' | 'failed' | 'could_not_run' | 'maintenance' | null
                mode: 'real' | 'simulated'
                isDegraded: boolean
                totalDuration: number
                attempts: number
                /** Of the last attempt. */
                steps: {
                  step: string
                  status: 'passed' | 'failed' | 'skipped'
                  /** Milliseconds. */
                  duration: number
                  /** Statuses that were answered, and what the document wants shown. */
                  result?: {
                    statuses: number[]
                    shown: Record<string, string | number | boolean | null>
                  }
                  error?: string
                  errorCode?: string
                  /** Of a failed step: how the last body that was answered to it began, redacted. */
                  answer?: string
                  /** Why it was skipped. */
                  reason?: string
                }[]
                summary: {
                  total: number
                  passed: number
                  failed: number
                  skipped: number
                  /** Whole per cent of those that were not skipped; 0 where nothing was tried. */
                  successRate: number
                }
                /** What each attempt failed at, the first one first. */
                failures: {
                  attempt: number
                  step: string
                  error: string
                  errorCode: string
                }[]
                /** Behind the one that failed. */
                notRun: string[]
                cleanup: {
                  steps: {
                    step: string
                    status: 'passed' | 'failed' | 'skipped'
                    /** Milliseconds. */
                    duration: number
                    /** Statuses that were answered, and what the document wants shown. */
                    result?: {
                      statuses: number[]
                      shown: Record<string, string | number | boolean | null>
                    }
                    error?: string
                    errorCode?: string
                    /** Of a failed step: how the last body that was answered to it began, redacted. */
                    answer?: string
                    /** Why it was skipped. */
                    reason?: string
                  }[]
                  leftovers: string[]
                }
                /** Why it could not run, or which step failed, and how. */
                error?: string
                errorCode?: string
              }
              metadata: {
                /** date-time */
                timestamp: string
                apiBaseUrl: string
                mode: 'real' | 'simulated'
                simulated: boolean
                runId: string
                journey: string
                repository: string | null
                commit: string | null
                prNumber: number | null
              }
              run: {
                id: string
                /** Null: scenarios without a document. */
                journeyId: string | null
                name: string
                cause: 'call' | 'schedule'
                mode: 'real' | 'simulated'
                state: 'queued' | 'running' | 'ended'
                outcome: 'passed' | 'passed_retry' | 'failed' | 'could_not_run' | 'maintenance' | null
                isDegraded: boolean
                scenarios: string[] | null
                /** date-time */
                slotAt: string | null
                /** Times of the schedule before this one that nobody ran. */
                missed: number
                repository: string | null
                commit: string | null
                branch: string | null
                prNumber: number | null
                ciRunId: string | null
                /** date-time */
                askedAt: string
                /** date-time */
                startedAt: string | null
                /** date-time */
                endedAt: string | null
                milliseconds: number | null
                attempts: number
                /** Why it could not run, or which step failed last, and how. */
                error: {
                  code: string
                  message: string
                  step: string | null
                } | null
                /** Stages behind the one that failed. */
                notRun: string[]
                /** What the clean-up could not take away, in words. */
                leftovers: string[]
                hasHar: boolean
              }
              steps: {
                attempt: number
                phase: 'main' | 'cleanup'
                name: string
                status: 'passed' | 'failed' | 'skipped'
                /** date-time */
                startedAt: string
                milliseconds: number
                isDegraded: boolean
                /** Why it was skipped. */
                reason: string | null
                error: {
                  code: string
                  message: string
                  step: string | null
                } | null
                statuses: number[]
                shown: Record<string, string | number | boolean | null>
                answer: string | null
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/journey/runs/{id}/har': {
    /** The calls of a run as an archive (HAR 1.2), redacted. A key needs `journey:run`. */
    get: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** The calls of a run as an archive (HAR 1.2), redacted. A key needs `journey:run`. */
    head: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody?: never
      responses: {
        200: { content: { '*/*': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/journey/journeys': {
    /** The journeys with a document, by name, and the scenarios that come with Keyhold. A key needs `releases:read`. */
    get: {
      parameters: {
        query?: {
          /** 1 to 100, default 50 */
          limit?: number
          /** at most 64 characters, default "" */
          after?: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              journeys: {
                id: string
                name: string
                title: string | null
                version: number
                /** date-time */
                createdAt: string
                /** date-time */
                updatedAt: string
                isPaused: boolean
                /** Null: it runs by call alone. */
                everySeconds: number | null
                /** date-time */
                nextAt: string | null
                targets: string[]
                /** Names of its stages, in their order. */
                stages: string[]
                secrets: string[]
                slo: {
                  availability: number
                  days: number
                } | null
                /** What was told of it: failing, degraded, burning its budget. */
                standing: {
                  /** Failed runs in a row. */
                  failures: number
                  /** Runs in a row that could not be made. */
                  notRun: number
                  failingSince: string | null
                  degradedSince: string | null
                  /** How fast the budget of errors is used up: fast enough to wake somebody, or to look at it tomorrow. */
                  burning: 'page' | 'ticket' | null
                  inMaintenance: boolean
                }
              }[]
              /** The name to go on behind; null: these were all. */
              nextAfter: string | null
              scenarios: {
                name: string
                isUsual: boolean
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/journey/journeys/{name}': {
    /** One journey with its document. A key needs `releases:read`. */
    get: {
      parameters: {
        path: {
          /** at most 64 characters */
          name: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              name: string
              title: string | null
              version: number
              /** date-time */
              createdAt: string
              /** date-time */
              updatedAt: string
              isPaused: boolean
              /** Null: it runs by call alone. */
              everySeconds: number | null
              /** date-time */
              nextAt: string | null
              targets: string[]
              /** Names of its stages, in their order. */
              stages: string[]
              secrets: string[]
              slo: {
                availability: number
                days: number
              } | null
              /** What was told of it: failing, degraded, burning its budget. */
              standing: {
                /** Failed runs in a row. */
                failures: number
                /** Runs in a row that could not be made. */
                notRun: number
                failingSince: string | null
                degradedSince: string | null
                /** How fast the budget of errors is used up: fast enough to wake somebody, or to look at it tomorrow. */
                burning: 'page' | 'ticket' | null
                inMaintenance: boolean
              }
              document: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Keeps a document, YAML or JSON, as the journey of that name; what is wrong in it is told by line. A key needs `journey:write`. */
    put: {
      parameters: {
        path: {
          name: string
        }
      }
      requestBody: { content: { 'application/yaml': string; 'application/json': unknown } }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              name: string
              title: string | null
              version: number
              /** date-time */
              createdAt: string
              /** date-time */
              updatedAt: string
              isPaused: boolean
              /** Null: it runs by call alone. */
              everySeconds: number | null
              /** date-time */
              nextAt: string | null
              targets: string[]
              /** Names of its stages, in their order. */
              stages: string[]
              secrets: string[]
              slo: {
                availability: number
                days: number
              } | null
              /** What was told of it: failing, degraded, burning its budget. */
              standing: {
                /** Failed runs in a row. */
                failures: number
                /** Runs in a row that could not be made. */
                notRun: number
                failingSince: string | null
                degradedSince: string | null
                /** How fast the budget of errors is used up: fast enough to wake somebody, or to look at it tomorrow. */
                burning: 'page' | 'ticket' | null
                inMaintenance: boolean
              }
              /** Which of its secrets are not kept yet: a run would miss them. */
              missingSecrets: string[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Lets the schedule of a journey rest, or go on. A key needs `journey:write`. */
    patch: {
      parameters: {
        path: {
          name: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            isPaused: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              name: string
              title: string | null
              version: number
              /** date-time */
              createdAt: string
              /** date-time */
              updatedAt: string
              isPaused: boolean
              /** Null: it runs by call alone. */
              everySeconds: number | null
              /** date-time */
              nextAt: string | null
              targets: string[]
              /** Names of its stages, in their order. */
              stages: string[]
              secrets: string[]
              slo: {
                availability: number
                days: number
              } | null
              /** What was told of it: failing, degraded, burning its budget. */
              standing: {
                /** Failed runs in a row. */
                failures: number
                /** Runs in a row that could not be made. */
                notRun: number
                failingSince: string | null
                degradedSince: string | null
                /** How fast the budget of errors is used up: fast enough to wake somebody, or to look at it tomorrow. */
                burning: 'page' | 'ticket' | null
                inMaintenance: boolean
              }
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Removes a journey with its history; not while it runs. A key needs `journey:write`. */
    delete: {
      parameters: {
        path: {
          name: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/journey/check': {
    /** Whether a document is a journey: 422 with the line of every mistake where it is none. A key needs `releases:read`. */
    post: {
      parameters: Record<never, never>
      requestBody: { content: { 'application/yaml': string; 'application/json': unknown } }
      responses: {
        200: {
          content: {
            'application/json': {
              ok: true
              stages: string[]
              /** Which of its secrets are not kept yet: a run would miss them. */
              missingSecrets: string[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/journey/journeys/{name}/figures': {
    /** Uptime of a day, a week and 30 days, the budget of errors and how fast it burns, and how long each step takes. A key needs `releases:read`. */
    get: {
      parameters: {
        path: {
          /** at most 64 characters */
          name: string
        }
      }
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              name: string
              uptime: {
                '24h': {
                  seconds: number
                  scheduled: number
                  up: number
                  down: number
                  /** Missed, or could not be run: neither up nor down. */
                  unknown: number
                  /** `up` of all that were scheduled; null where there were none. */
                  uptime: number | null
                  /** `up` of those that were run. */
                  ofKnown: number | null
                }
                '7d': {
                  seconds: number
                  scheduled: number
                  up: number
                  down: number
                  /** Missed, or could not be run: neither up nor down. */
                  unknown: number
                  /** `up` of all that were scheduled; null where there were none. */
                  uptime: number | null
                  /** `up` of those that were run. */
                  ofKnown: number | null
                }
                '30d': {
                  seconds: number
                  scheduled: number
                  up: number
                  down: number
                  /** Missed, or could not be run: neither up nor down. */
                  unknown: number
                  /** `up` of all that were scheduled; null where there were none. */
                  uptime: number | null
                  /** `up` of those that were run. */
                  ofKnown: number | null
                }
              }
              /** Null where the document names no SLO. */
              budget: {
                availability: number
                days: number
                allowed: number
                spent: number
                left: number
                burns: {
                  urgency: 'page' | 'ticket'
                  above: number
                  seconds: number
                  burn: number | null
                }[]
                burning: 'page' | 'ticket' | null
              } | null
              /** Of the last seven days, where it passed; milliseconds. */
              steps: {
                name: string
                runs: number
                p50: number
                p95: number
                mad: number
                /** Slower than that, three runs in a row, is degraded. */
                slowAbove: number
                isDegraded: boolean
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/journey/secrets': {
    /** Names of the secrets that journeys use; their values are never shown. A key needs `releases:read`. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: {
          content: {
            'application/json': {
              secrets: {
                name: string
                /** date-time */
                createdAt: string
              }[]
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/internal/journey/secrets/{name}': {
    /** Keeps a secret for journeys, sealed; it is never shown again. A key needs `journey:write`. */
    put: {
      parameters: {
        path: {
          name: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /** 6 to 8192 characters */
            value: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              name: string
            }
          }
        }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Deletes a secret that no journey uses. A key needs `journey:write`. */
    delete: {
      parameters: {
        path: {
          name: string
        }
      }
      requestBody?: never
      responses: {
        204: { content?: never }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/metrics': {
    /** Figures of the whole deployment, and of this process, in the text format of Prometheus; at most 5 s old. A key needs `metrics:read`. */
    get: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        200: { content: { 'text/plain; version=0.0.4; charset=utf-8': unknown } }
        429: { content: { 'application/problem+json': components['schemas']['Problem'] } }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
}

export interface components {
  schemas: {
    Problem: {
      type: string
      title: string
      status: number
      code: string
      hint: string
      requestId: string
    }
  }
}

/** Every code of an error, by its HTTP status. */
export interface Faults {
  /** The request is not of the form this route takes. */
  BAD_REQUEST: 400
  /** The request line or the `Host` header is malformed. */
  REQUEST_MALFORMED: 400
  /** The body is not valid JSON. */
  BAD_JSON: 400
  /** This route needs a caller. */
  UNAUTHENTICATED: 401
  /** The caller may not do this. */
  FORBIDDEN: 403
  /** This address is for API keys, not for a signed-in browser. */
  KEY_NEEDED: 403
  /** The signature is missing or is not of this body. */
  SIGNATURE_INVALID: 403
  /** A signature vouches for the body alone, and the query says more. */
  QUERY_UNSIGNED: 400
  /** Too much is being received whose signature cannot be looked at yet. */
  SIGNED_BODIES_CROWDED: 429
  /** A browser sent this write from a page of another origin. */
  CROSS_SITE: 403
  /** A write of a signed-in browser came without its CSRF token. */
  CSRF_MISSING: 403
  /** The CSRF token is not of this session. */
  CSRF_INVALID: 403
  /** Who has not proved the own address writes nothing yet. */
  EMAIL_NOT_VERIFIED: 403
  /** This needs a fresh proof of who you are. */
  STEP_UP_REQUIRED: 403
  /** Who looks through a person's eyes reads alone, and no secret. */
  ACTING_READS_ONLY: 403
  /** This feature is switched off. */
  FEATURE_OFF: 404
  /** There is no such address. */
  ROUTE_NOT_FOUND: 404
  /** This address does not take that method. */
  METHOD_NOT_ALLOWED: 405
  /** The body is larger than this route takes. */
  BODY_TOO_LARGE: 413
  /** The body is larger than is taken with a signature alone. */
  SIGNED_BODY_TOO_LARGE: 413
  /** The body broke off before its end. */
  BODY_CUT_OFF: 400
  /** This route takes another kind of body. */
  UNSUPPORTED_MEDIA_TYPE: 415
  /** A function of source system 000 refused, in its own words. */
  REFUSED_AS_000: 400
  /** This server does not answer for that host name. */
  MISDIRECTED: 421
  /** This event is no request that a function can answer. */
  BAD_EVENT: 400
  /** The answer is larger than AWS Lambda passes on. */
  ANSWER_TOO_LARGE: 500
  /** Something went wrong on our side. */
  INTERNAL: 500
  /** The database does not answer at the moment. */
  DATABASE_UNAVAILABLE: 503
  /** The database was lost before it said whether this was done. */
  OUTCOME_UNKNOWN: 503
  /** The database's schema is older than this program. */
  SCHEMA_BEHIND: 503
  /** The database's schema is newer than this program. */
  SCHEMA_AHEAD: 503
  /** This deployment is not set up as it has to be. */
  MISCONFIGURED: 503
  /** This process is starting. */
  STARTING: 503
  /** This process is shutting down. */
  DRAINING: 503
  /** A limit on requests is used up. */
  RATE_LIMITED: 429
  /** The server that counts limits does not answer. */
  LIMITS_UNAVAILABLE: 503
  /** A stored secret cannot be opened. */
  SECRET_UNREADABLE: 500
  /** A rotation of the root key is under way. */
  ROTATION_UNDER_WAY: 409
  /** What wraps the root keys does not answer, or refuses: no new key was made. */
  KEYRING_UNAVAILABLE: 503
  /** There is no such root key. */
  ROOT_KEY_NOT_FOUND: 404
  /** This root key cannot be destroyed yet. */
  ROOT_KEY_NEEDED: 409
  /** The audit log cannot be written, so nothing that needs proof leaves. */
  AUDIT_UNAVAILABLE: 503
  /** There is no such webhook endpoint in this account. */
  ENDPOINT_NOT_FOUND: 404
  /** There is no such event of this endpoint. */
  DELIVERY_NOT_FOUND: 404
  /** Webhooks are not sent to this address. */
  ENDPOINT_ADDRESS_REFUSED: 400
  /** The endpoint is switched off. */
  ENDPOINT_DISABLED: 409
  /** The account has as many webhook endpoints as it may have. */
  TOO_MANY_ENDPOINTS: 409
  /** This sign-in link was used before or is too old. */
  LINK_USED_OR_EXPIRED: 401
  /** The environment says whether this feature is on. */
  FLAG_IN_ENVIRONMENT: 409
  /** Profile not found */
  PROFILE_NOT_FOUND: 404
  /** Profile already exists */
  PROFILE_EXISTS: 409
  /** Vanity URL is already taken */
  VANITY_URL_TAKEN: 409
  /** There is no such user in this account. */
  USER_NOT_FOUND: 404
  /** This user is being erased. */
  SUBJECT_ERASING: 409
  /** Invalid email or password */
  WRONG_CREDENTIALS: 401
  /** Too many wrong guesses. */
  TOO_MANY_GUESSES: 429
  /** Too many passwords wait to be looked at. */
  SIGN_IN_BUSY: 503
  /** This account is disabled. */
  ACCOUNT_DISABLED: 403
  /** The password is too short. */
  PASSWORD_TOO_SHORT: 400
  /** The password is too long. */
  PASSWORD_TOO_LONG: 400
  /** The password is one of those that are guessed first. */
  PASSWORD_COMMON: 400
  /** The password is the name of the account or of this service. */
  PASSWORD_IS_NAME: 400
  /** The password is one of those that were published. */
  PASSWORD_BREACHED: 400
  /** Whether the password was published cannot be asked at the moment. */
  PASSWORD_BREACH_UNKNOWN: 503
  /** Invalid verification code */
  SECOND_STEP_FAILED: 401
  /** This sign-in was not begun, took too long, or was tried too often. */
  CHALLENGE_GONE: 401
  /** Invalid verification code */
  FACTOR_CODE_WRONG: 400
  /** Too many wrong codes were typed for this account. */
  FACTOR_LOCKED: 429
  /** Two-factor authentication is already enabled */
  FACTOR_ENROLLED: 400
  /** Two-factor authentication is not set up */
  FACTOR_NOT_SET_UP: 400
  /** There is no such factor. */
  FACTOR_NOT_FOUND: 404
  /** The passkey was not accepted. */
  PASSKEY_REFUSED: 401
  /** This passkey is enrolled already. */
  PASSKEY_TAKEN: 409
  /** There are as many passkeys as one account may have. */
  TOO_MANY_PASSKEYS: 409
  /** The password is wrong. */
  PASSWORD_WRONG: 400
  /** This does not prove enough of who you are. */
  PROOF_NEEDED: 400
  /** This person has no second factor that could be taken off. */
  FACTOR_RESET_POINTLESS: 409
  /** There is no such person. */
  PERSON_NOT_FOUND: 404
  /** There is no refresh token in this request. */
  REFRESH_REQUIRED: 401
  /** This refresh token is not good, or another answer has replaced it. */
  REFRESH_INVALID: 401
  /** This session was ended. */
  REFRESH_ENDED: 401
  /** A refresh token of this session was used a second time, so somebody copied it: the session was ended. */
  REFRESH_REUSE: 401
  /** This session is too old. */
  REFRESH_EXPIRED: 401
  /** Session not found */
  NO_SUCH_SESSION: 404
  /** You may not act for this account. */
  ACCOUNT_NOT_YOURS: 403
  /** Invalid email format */
  ADDRESS_INVALID: 400
  /** Invalid username */
  USERNAME_INVALID: 400
  /** Invalid verification token */
  MAIL_LINK_INVALID: 400
  /** Verification token has expired */
  MAIL_LINK_EXPIRED: 400
  /** Email address is already verified */
  ADDRESS_PROVED: 400
  /** This is the address already. */
  ADDRESS_UNCHANGED: 400
  /** Too many verification emails requested */
  MAIL_LIMITED: 429
  /** Missing authorization token */
  MISSING_TOKEN: 401
  /** Authentication failed */
  INVALID_TOKEN: 401
  /** Authentication failed */
  AUTH_FAILED: 401
  /** The token has expired */
  TOKEN_EXPIRED: 401
  /** The issuer's keys cannot be had at the moment, so nobody can tell whether the token is good. */
  ISSUER_UNAVAILABLE: 503
  /** No OpenID Connect provider is set up for the console. */
  OIDC_NOT_CONFIGURED: 404
  /** The console's OpenID Connect provider cannot be reached, or does not describe itself. */
  OIDC_UNAVAILABLE: 503
  /** This sign-in was not begun in this browser, took too long, or is over. */
  OIDC_ATTEMPT_GONE: 400
  /** The provider let nobody in, or its answer was not good. */
  OIDC_SIGN_IN_FAILED: 400
  /** An issuer signs you in, so second factors and the address of this account are kept there. */
  PROVED_ELSEWHERE: 403
  /** The provider knows you, and you are not on the list of operators. */
  NOT_AN_OPERATOR: 403
  /** Nobody asked to erase this account, or it has begun. */
  ERASURE_NOT_ASKED: 409
  /** The copy has no such table, or none was named. */
  NO_SUCH_TABLE: 400
  /** Nobody does this to the own account. */
  PERSON_IS_YOU: 409
  /** This person cannot look after the deployment, or is not to be looked through. */
  PERSON_UNFIT: 409
  /** Looking through people's eyes is switched off. */
  IMPERSONATION_OFF: 404
  /** Only a person who signed in may do this, so that the log can say who it was. */
  OPERATOR_UNNAMED: 403
  /** There is no such team. */
  TEAM_NOT_FOUND: 404
  /** There is no such key in this account. */
  KEY_NOT_FOUND: 404
  /** The Idempotency-Key is none. */
  IDEMPOTENCY_KEY_INVALID: 400
  /** This Idempotency-Key came with another request before. */
  IDEMPOTENCY_MISMATCH: 422
  /** The first request with this Idempotency-Key is under way. */
  IDEMPOTENCY_IN_FLIGHT: 409
  /** Requests from here are odd enough to be refused for a while. */
  ABNORMAL_USAGE_DETECTED: 429
  /** Nothing odd is known of that key or network. */
  ANOMALY_NOT_FOUND: 404
  /** There is no such tier of limits. */
  TIER_UNKNOWN: 400
  /** There is no such connection in this account. */
  CONNECTION_NOT_FOUND: 404
  /** This connection is not confirmed yet. */
  CONNECTION_PENDING: 409
  /** The provider no longer accepts this connection. */
  NEEDS_REAUTH: 409
  /** The provider does not answer, and the token has expired. */
  PROVIDER_UNAVAILABLE: 503
  /** This connection cannot be refreshed at the moment. */
  REFRESH_HELD: 503
  /** The provider refuses this deployment's client id or secret. */
  PROVIDER_APP_REFUSED: 503
  /** A refresh of this connection is under way. */
  REFRESH_IN_PROGRESS: 423
  /** The refresh of this connection did not end in time. */
  REFRESH_TIMEOUT: 503
  /** There is no such provider. */
  PROVIDER_NOT_FOUND: 404
  /** This provider has no client id and secret yet. */
  PROVIDER_NOT_CONFIGURED: 409
  /** There is no such breaker. */
  BREAKER_NOT_FOUND: 404
  /** The provider has no such scope. */
  SCOPES_UNKNOWN: 400
  /** Browsers may not be sent there. */
  RETURN_NOT_ALLOWED: 400
  /** Invalid or expired state parameter */
  STATE_INVALID: 400
  /** This connect link was used before or is too old. */
  CONNECT_LINK_INVALID: 400
  /** Access was not granted. */
  CONSENT_DENIED: 400
  /** The provider did not grant everything the app needs. */
  SCOPES_MISSING: 400
  /** That is another account at the provider. */
  SUBJECT_CHANGED: 409
  /** This deployment already shows another athlete. */
  OWNER_CONFIRMATION_NEEDED: 403
  /** In production the first connection of this deployment needs its operator. */
  OPERATOR_NEEDED: 403
  /** This account at the provider is connected for another user already. */
  SUPERSEDE_CONFIRMATION_NEEDED: 409
  /** The provider did not complete the connection. */
  EXCHANGE_FAILED: 502
  /** There is no such connect session in this account. */
  SESSION_NOT_FOUND: 404
  /** The key that the rows are encrypted with is not given. */
  IMPORT_KEY_MISSING: 400
  /** AWS KMS did not open the data keys of the old system, so that no row was looked at. */
  IMPORT_KMS_REFUSED: 503
  /** That path is not passed on. */
  PROXY_PATH_REFUSED: 400
  /** A query parameter of that name is not passed on. */
  PROXY_QUERY_REFUSED: 400
  /** Such a request is not passed on. */
  PROXY_REQUEST_REFUSED: 400
  /** That is none of the provider’s API addresses, or one must be chosen. */
  PROXY_BASE_REFUSED: 400
  /** Of this provider no API address is known. */
  PROXY_NOT_OFFERED: 409
  /** The provider’s API address leads where nothing may be called. */
  PROXY_ADDRESS_BLOCKED: 502
  /** The provider’s rate limit for this app is used up; nothing was sent. */
  PROVIDER_BUDGET_SPENT: 429
  /** The provider cannot be reached at the moment; nothing was sent. */
  PROVIDER_DOWN: 503
  /** The provider took the request and did not answer. */
  PROVIDER_NO_ANSWER: 502
  /** The provider’s answer cannot be passed on. */
  PROVIDER_ANSWER_UNUSABLE: 502
  /** This completion was used before or is too old. */
  COMPLETION_INVALID: 400
  /** This connection has no such data. */
  NO_DATA_SET: 404
  /** The first sync of this connection has not ended yet. */
  NOT_SYNCED: 404
  /** There is no such activity in that year. */
  NO_ACTIVITY: 404
  /** Nothing is cached yet. */
  NOT_CACHED: 404
  /** There is no such subscription of events. */
  NO_SUBSCRIPTION: 404
  /** The provider did not do what was asked about its events. */
  SUBSCRIPTION_REFUSED: 502
  /** The data could not be refreshed. */
  REFRESH_DATA_FAILED: 500
  /** Nothing was sent about that repository. */
  REPOSITORY_NOT_FOUND: 404
  /** This signed body was made too long ago, or by a clock that is wrong. */
  TELLING_STALE: 401
  /** Nothing was sent about that pull request. */
  PULL_REQUEST_NOT_FOUND: 404
  /** Several repositories have a pull request of that number. */
  PULL_REQUEST_AMBIGUOUS: 409
  /** That pull request is not merged, so nothing came of it yet. */
  PULL_REQUEST_NOT_MERGED: 409
  /** The listing of files is not what `git diff --numstat -z` prints. */
  NUMSTAT_INVALID: 422
  /** Something else was delivered under this id. */
  DELIVERY_ID_TAKEN: 409
  /** The id of the delivery is none. */
  DELIVERY_ID_INVALID: 400
  /** There are several repositories, and the question names none. */
  REPOSITORY_AMBIGUOUS: 400
  /** There is no such test. */
  TEST_NOT_FOUND: 404
  /** There is no such run of tests. */
  TEST_RUN_NOT_FOUND: 404
  /** These tests cannot be made one. */
  TEST_MERGE_REFUSED: 409
  /** The day of review has to lie ahead, and within a year. */
  REVIEW_DAY_REFUSED: 400
  /** This is no test report of a format that is known. */
  REPORT_UNKNOWN: 422
  /** The report is not well-formed. */
  REPORT_MALFORMED: 422
  /** The report ends in the middle. */
  REPORT_TRUNCATED: 422
  /** The report is nested deeper than 64 levels. */
  REPORT_TOO_DEEP: 422
  /** The report holds more than is taken. */
  REPORT_TOO_LARGE: 413
  /** The report declares a document type or entities. */
  REPORT_DOCTYPE: 422
  /** Reading the report took more memory or time than it may. */
  REPORT_TOO_HEAVY: 422
  /** Too many reports wait to be read. */
  REPORTS_WAITING: 503
  /** The body is not what its headers say. */
  FORM_MALFORMED: 400
  /** A schema, or the migration, is not valid. */
  SCHEMA_INVALID: 422
  /** The target schema is empty. */
  SCHEMA_EMPTY: 422
  /** A schema, or the migration, is larger than is compared. */
  SCHEMA_TOO_LARGE: 413
  /** The schemas could not be compared in the time there is. */
  SCHEMA_TOO_HARD: 422
  /** Too many schemas are being compared at the moment. */
  SCHEMA_DIFF_BUSY: 503
  /** This deployment cannot compare schemas: files of the engine are missing from it. */
  SCHEMA_DIFF_UNAVAILABLE: 503
  /** There is no such schema diff. */
  SCHEMA_DIFF_NOT_FOUND: 404
  /** There is no scenario of that name. */
  UNKNOWN_SCENARIO: 400
  /** The document is no journey. */
  JOURNEY_INVALID: 422
  /** There is no journey of that name. */
  JOURNEY_NOT_FOUND: 404
  /** There is no such run. */
  JOURNEY_RUN_NOT_FOUND: 404
  /** This journey is running. */
  JOURNEY_RUNNING: 409
  /** This account has as many journeys as it may. */
  JOURNEYS_TOO_MANY: 409
  /** This account may not call this deployment itself, nor make people up. */
  JOURNEY_OF_HOME: 403
  /** Journeys made up as many people of late as they may, so that real ones can still sign up. */
  JOURNEY_LIMITED: 429
  /** This process runs as many journeys as it can. */
  JOURNEYS_BUSY: 503
  /** There is no secret of that name. */
  JOURNEY_SECRET_NOT_FOUND: 404
  /** A journey still uses this secret. */
  JOURNEY_SECRET_USED: 409
}
