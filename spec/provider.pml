/* The provider: a grant is a line of refresh tokens, of which the newest is good. */
#define new_token(grant, serial) ((grant) * 16 + (serial))
#define grant_of(token) ((token) / 16)
#define serial_of(token) ((token) % 16)

byte current[3];  /* serial of the grant's newest refresh token; 0 = never granted */
bool revoked[3];
byte lost[3];     /* newest serial whose answer died with the only process that had it */
bool last_try[3]; /* the token was presented again after the access token's expiry, the outcome being unknown */

#ifdef GRACE
byte floor[3];    /* older serials have left the grace */
#define in_grace(token) \
  (serial_of(token) + 1 == current[grant_of(token)] && serial_of(token) >= floor[grant_of(token)])
#else
#define in_grace(token) false
#endif

#define alive(token) \
  ((token) != 0 && !revoked[grant_of(token)] && \
   (serial_of(token) == current[grant_of(token)] || in_grace(token)))
#define answer_was_lost(grant) (lost[grant] != 0 && lost[grant] == current[grant])
#define left_alive(grant) (current[grant] != 0 && !revoked[grant] && !answer_was_lost(grant))

/* When a connection may end in needs_reauth: never while the provider takes lost answers back. */
#if defined(NONE)
#define forgiven(grant) false
#elif defined(GRACE) && !defined(GRACE_ENDS) && FAULTS < 2
#define forgiven(grant) false
#elif defined(LAST_TRY_FORGIVEN)
#define forgiven(grant) (answer_was_lost(grant) || last_try[grant])
#else
#define forgiven(grant) answer_was_lost(grant)
#endif

#ifdef LAST_TRY_FORGIVEN
#define late_try_allowed(grant) last_try[grant]
#else
#define late_try_allowed(grant) false
#endif

inline rotate(token, answer) {
  current[grant_of(token)]++;
  answer = new_token(grant_of(token), current[grant_of(token)])
}

/* One refresh call, at the moment the provider decides it. The answer is 0 when it refuses. */
inline present(token, answer) {
  if
  :: alive(token) ->
#if defined(NONE)
     answer = token
#elif defined(ROTATES)
     if
     :: answer = token
     :: rotate(token, answer)
     fi
#else
     rotate(token, answer)
#endif
  :: else ->
     answer = 0;
#ifdef FAMILY
     if
     :: !revoked[grant_of(token)] ->
        must(grant_not_killed_by_us,
             answer_was_lost(grant_of(token)) || late_try_allowed(grant_of(token)) ||
             status == closing || status == gone);
        revoked[grant_of(token)] = true;
        seen(reuse_detected)
     :: else
     fi
#endif
  fi
}

/* A dead token revokes nothing, and the provider says 200 all the same. Where a grant belongs to the pair of person
 * and app, any live token of it ends all. */
inline revoke(token) {
  if
  :: alive(token) ->
#ifdef PER_PAIR
     revoked[1] = true;
     revoked[2] = (current[2] != 0)
#else
     revoked[grant_of(token)] = true
#endif
  :: else
  fi
}
