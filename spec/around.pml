/* What happens around the workers: time, a returning database, a disconnect, a reconnect. */
#ifdef DISCONNECT
#define CLOSERS 1
#else
#define CLOSERS 0
#endif
#ifdef RECONNECT
#define CONNECTORS 1
#else
#define CONNECTORS 0
#endif
#define OTHERS (CLOSERS + CONNECTORS)

/* Access tokens grow old, and a grace ends, whenever it hurts most. */
proctype Time() {
  byte ages;
#if defined(GRACE) && defined(GRACE_ENDS)
  bool ended;
#endif

end:
  do
  :: atomic { !settled && ages < AGES && access == fresh -> ages++; access = due }
#ifdef FAMILY
  :: atomic { !settled && access == due && expiry_may_come -> access = expired; seen(access_token_expired) }
#endif
#if defined(GRACE) && defined(GRACE_ENDS)
  :: atomic { !settled && !ended && current[grant_no] > 1 ->
              ended = true; floor[grant_no] = current[grant_no]; seen(grace_ended) }
#endif
  od
}

/* Step 6: the spill file's record, in its own time. It is only a journal row; adoption moves the pointer. */
proctype Drain() {
end:
  atomic {
    spilled != 0 ->
    if
    :: status == closing || status == gone -> revoke(spilled_token); seen(spill_revoked)
    :: (status == connected || status == needs_reauth) && grant_of(spilled_token) != grant_no ->
#if defined(PER_PAIR) && !defined(SHARED_GRANT_IS_REVOKED)
       seen(revocation_skipped)
#else
       revoke(spilled_token);
       seen(old_spill_revoked)
#endif
    :: else ->
       if
       :: journal[spilled] == 0 ->
          journal[spilled] = spilled_token;
          revive(spilled_token);
          seen(spill_drained)
       :: else
       fi
    fi;
    resolve_own(spilled);
    spilled = 0;
    spilled_token = 0
  }
}

/* With every token it has: after calls out of order the newest row need not hold the newest token. */
inline revoke_stored() {
  atomic {
    row = next_generation - 1;
    do
    :: row == 0 -> break
    :: row != 0 && ours(row) ->
       revoke(journal[row]);
#ifdef REVOKE_NEWEST_ONLY
       break
#else
       row--
#endif
    :: else -> row--
    od;
    row = 0
  }
}

/* Step 8. A closer that dies is retried by its job, so it does not die here. */
proctype Disconnect() {
  byte row, answer;

  atomic { status == connected || status == needs_reauth -> status = closing; tell("sets closing") };

wait:
  if
  :: sent == 0 || late
  :: atomic { sent != 0 && !late && deadline_may_pass -> pass_deadline() }; goto wait
  fi;

  /* Some providers revoke by a live access token only: the closer alone may refresh. */
  if
  :: atomic { newest_candidate(row); if :: row != 0 -> present(journal[row], answer) :: else fi; row = 0 };
     atomic { revoke(answer); answer = 0; seen(closer_refreshed) }
  :: skip
  fi;
  revoke_stored();
  atomic {
    row = 0;
    do
    :: row < ROWS -> journal[row] = 0; refused[row] = false; row++
    :: else -> break
    od;
    row = 0;
    forget_attempt();
    pointer = 0;
    access = due;
    status = gone;
    seen(disconnected);
    finished++
  }
}

/* Step 8: a consent while a refresh is in flight. Some providers end the old grant with it, others keep both. */
proctype Reconnect() {
  byte row;

  atomic {
    current[2] = 1;
    revoked[2] = false;
    if
    :: revoked[1] = true
    :: skip
    fi
  };
  atomic {
    if
    :: status == connected || status == needs_reauth ->
       grant_no = 2;
       reserve(row);
       journal[row] = new_token(2, 1);
       move_pointer(row);
       row = 0;
       access = fresh;
       status = connected;
       seen(reconnected)
    :: else -> revoke(new_token(2, 1)); seen(reconnect_revoked)
    fi;
    finished++
  }
}
