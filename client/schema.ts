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
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Signs the operator out. */
    delete: {
      parameters: Record<never, never>
      requestBody?: never
      responses: {
        204: { content?: never }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/operator/links': {
    /** Makes another single-use sign-in link (the CLI calls this). A key needs `operator:link`. */
    post: {
      parameters: Record<never, never>
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
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/operator/key-backup': {
    /** Confirms that the master key is backed up. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            confirmed: true
          }
        }
      }
      responses: {
        204: { content?: never }
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
                /** date-time */
                createdAt: string
                /** date-time */
                expiresAt: string | null
                /** date-time */
                lastUsedAt: string | null
                /** date-time */
                revokedAt: string | null
              }[]
              nextCursor: string | null
            }
          }
        }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Makes an API key. The key itself is in this answer and never again. A key needs `keys:write`. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 100 characters */
            name: string
            /** 1 to 5 items */
            scopes: (
              | 'connections:read'
              | 'connections:token'
              | 'connections:write'
              | 'data:read'
              | 'data:write'
            )[]
            /** 1 to 200 characters */
            userId?: string
            /** 1 to 3650 */
            expiresInDays?: number
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
              /** date-time */
              createdAt: string
              /** date-time */
              expiresAt: string | null
              key: string
            }
          }
        }
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
              /** date-time */
              readsSince: string | null
            }
          }
        }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/keys/{id}': {
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
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/imports/002': {
    /** Takes over connected accounts of source system 002: rows as they stand in its database, still encrypted, and its key. */
    post: {
      parameters: Record<never, never>
      requestBody: {
        content: {
          'application/json': {
            /** 1 to 1000 characters */
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
                  | 'wrong_key'
                  | 'damaged'
                  | 'no_token'
                  | 'still_encrypted'
                  | 'owner_is_another'
                  | 'not_the_configured_owner'
                  | 'held_by_another'
                  | 'awaits_confirmation'
                  | 'refresh_under_way'
                text: string
              }[]
            }
          }
        }
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/connections/sessions': {
    /** Makes a connect link for one of your users, or to connect a connection again. A key needs `connections:write`. */
    post: {
      parameters: Record<never, never>
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
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/api/return-addresses': {
    /** Registers where connect links may send browsers afterwards: exact origin, path prefix. */
    post: {
      parameters: Record<never, never>
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
              local_date: string
              start_time_hidden: boolean
              private: boolean
            }
          }
        }
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
              local_date: string
              start_time_hidden: boolean
              private: boolean
            }
          }
        }
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
                local_date: string
                start_time_hidden: boolean
                private: boolean
              }[]
              fetched_at: string
              stale?: true
              age_seconds?: number
            }
          }
        }
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
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    /** Asks the provider to post its events here: changes and deletions are then seen within seconds. */
    post: {
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
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  '/strava/refresh-data': {
    /** Brings the owner's data up to date now. A key needs `data:write`. */
    post: {
      parameters: Record<never, never>
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
  /** The body is not valid JSON. */
  BAD_JSON: 400
  /** This route needs a caller. */
  UNAUTHENTICATED: 401
  /** The caller may not do this. */
  FORBIDDEN: 403
  /** A signed-in browser sent this write from another site. */
  CROSS_SITE: 403
  /** There is no such address. */
  ROUTE_NOT_FOUND: 404
  /** This address does not take that method. */
  METHOD_NOT_ALLOWED: 405
  /** The body is larger than this route takes. */
  BODY_TOO_LARGE: 413
  /** This route takes another kind of body. */
  UNSUPPORTED_MEDIA_TYPE: 415
  /** This server does not answer for that host name. */
  MISDIRECTED: 421
  /** Something went wrong on our side. */
  INTERNAL: 500
  /** The database does not answer at the moment. */
  DATABASE_UNAVAILABLE: 503
  /** This process is starting. */
  STARTING: 503
  /** This process is shutting down. */
  DRAINING: 503
  /** A stored secret cannot be opened. */
  SECRET_UNREADABLE: 500
  /** The audit log cannot be written, so nothing that needs proof leaves. */
  AUDIT_UNAVAILABLE: 503
  /** This sign-in link was used before or is too old. */
  LINK_USED_OR_EXPIRED: 401
  /** There is no such user in this account. */
  USER_NOT_FOUND: 404
  /** This user is being erased. */
  SUBJECT_ERASING: 409
  /** There is no such key in this account. */
  KEY_NOT_FOUND: 404
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
}
