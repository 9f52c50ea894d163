/* A process that answers one read: claim, call, save. It may die, or sleep, between any two steps. */

#define may_die (!settled && faults < FAULTS)
#define as_started (pointer == from && grant_no == grant_of(token))
#ifdef POINTER_WITHOUT_COMPARE
#define pointer_may_move true
#else
#define pointer_may_move as_started
#endif
#ifdef LATE_ROW_IS_DROPPED
#define row_is_kept as_started
#else
#define row_is_kept true
#endif
#ifdef REVIVAL_WITHOUT_ROW
#define revives_always true
#else
#define revives_always false
#endif
#ifdef DEATH_UNDER_WAY
#define others_may_answer false
#else
#define others_may_answer (sent != 0 && sent != generation && !late)
#endif
#define unfenced (status == connected || status == needs_reauth || stores_in_closing)
#ifdef CLOSING_DOES_NOT_FENCE
#define stores_in_closing true
#else
#define stores_in_closing false
#endif

#if defined(RESEND_ON_TAKEOVER)
#define may_resend true
#elif defined(DEAD_OWNER_IS_RESENT)
#define may_resend owner_dead
#else
#define may_resend false
#endif

#if defined(FAMILY) || defined(NO_SECOND_CANDIDATE) || defined(NO_ADOPTION)
#define another_candidate false
#else
#define another_candidate (row != 0)
#endif

/* Step 1: look, adopt and choose; `goto`s leave the transaction without an attempt. */
inline look() {
  if
  :: status != connected || access == fresh -> goto done
  :: else
  fi;
  if
  :: sent != 0 && !late -> goto waiting
  :: else
  fi;
  adopt(row);
  if
  :: access == fresh -> goto done
  :: else
  fi;
  choose()
}

/* The newest token not refused yet; on `family` an unknown outcome forbids a second try while the access
 * token lives. */
inline choose() {
#ifdef FAMILY
  if
  :: in_doubt && access != expired && !may_resend -> seen(old_access_token_served); goto done
  :: in_doubt && access == expired -> last_try[grant_no] = true; seen(last_try)
  :: else
  fi;
#endif
#ifdef NO_ADOPTION
  presented = pointer;
#else
  newest_candidate(presented);
#endif
  must(something_left_to_try, presented != 0);
  if
  :: presented < pointer -> seen(older_candidate_tried)
  :: else
  fi;
  from = pointer;
  token = journal[presented];
  must(new_grant_only, grant_of(token) == grant_no)
}

/* Step 1, the attempt row: it takes the place of one whose deadline has passed. */
inline insert_attempt() {
  if
  :: sent != 0 && sent_from == pointer && sent_grant == grant_no -> seen(takeover); seen(resent)
  :: sent != 0 && (sent_from != pointer || sent_grant != grant_no) -> seen(takeover)
  :: else
  fi;
#ifdef STRICT
  newest_candidate(row);
  must(spent_token_not_presented, serial_of(token) >= serial_of(journal[row]));
  row = 0;
#endif
  reserve(generation);
  sent = generation;
  sent_from = from;
  sent_grant = grant_of(token);
  late = false;
  owner_dead = false;
  in_flight++;
  tell("claims: attempt row")
}

inline die() {
  faults++;
  if
  :: sent == generation -> owner_dead = true
  :: else
  fi
}

inline lose(token, answer) {
  if
  :: answer != 0 && answer != token && spill_of != generation ->
     if
     :: serial_of(answer) > lost[grant_of(answer)] -> lost[grant_of(answer)] = serial_of(answer)
     :: else
     fi;
     seen(answer_lost)
  :: else
  fi
}

inline spill() {
  spill_of = generation;
  spilled = generation;
  spilled_token = answer;
  seen(spilled)
}

/* INSERT ... ON CONFLICT DO NOTHING: the spill may have been drained first. */
inline write_journal_row() {
  if
  :: journal[generation] == 0 && row_is_kept -> journal[generation] = answer; inserted = true
  :: else
  fi
}

inline write_pointer() {
  if
  :: pointer_may_move -> move_pointer(generation); access = fresh
  :: else -> seen(late_save)
  fi;
  if
  :: inserted || revives_always -> revive(token)
  :: else
  fi;
  resolve_own(generation)
}

/* Step 5 after a refusal: nothing newer has come, and no token of this grant is left to try. */
inline weigh_refusal() {
  resolve_own(generation);
  if
  :: status == connected && as_started ->
     refused[presented] = true;
     adopt(row);
     newest_candidate(row);
     if
     :: pointer != from || another_candidate -> row = 0; goto ask
     :: else -> row = 0
     fi
  :: else -> seen(failure_dropped); goto done
  fi
}

inline declare_dead() {
  must(no_other_attempt_before_its_deadline, sent == 0 || late);
  any_alive(found);
  must(not_falsely_dead, !found);
  found = false;
  status = needs_reauth;
  seen(needs_reauth)
}

proctype Worker(byte id) {
  byte from, presented, token, generation, answer, row;
  bool dead, found, inserted;

  /* The workers are alike: they look for the first time in the order of their numbers. */
ask:
  atomic {
    (started >= id || settled) ->
    if
    :: started == id -> started++
    :: else
    fi;
    generation = 0; answer = 0; from = 0; presented = 0; token = 0;
    look();
#ifdef CLAIM_IN_TWO_STEPS
    ; generation = sent; tell("has looked")
  };
  atomic {
    if
    :: sent != generation -> goto waiting
    :: else
    fi;
#endif
    insert_attempt()
  };

  /* Step 2. */
  if
  :: atomic { may_die -> die(); in_flight--; seen(died_before_sending); goto done }
  :: atomic { !settled -> resolve_own(generation); in_flight--; seen(not_sent); goto done }
  :: atomic { may_die -> die(); dead = true; seen(died_before_answer) }
  :: skip
  fi;
  atomic {
    present(token, answer);
    tell("is answered by the provider");
    if
    :: dead -> lose(token, answer); in_flight--; goto done
    :: else
    fi;
    if
    :: answer == 0 -> in_flight--; tell("is refused"); goto judging
    :: else
    fi
  };

  /* Step 3. A spilling process may also retry from memory. */
saving:
  if
  :: atomic { may_die -> die(); lose(token, answer); in_flight--; seen(died_before_saving); goto done }
#ifdef SPILL
  :: atomic { !settled && spill_of == 0 -> spill(); goto saving }
  :: atomic { !settled && spill_of == 0 -> spill(); in_flight--; goto done }
#endif
  :: atomic { !unfenced -> goto fenced }
#ifdef TWO_COMMITS
  :: atomic { unfenced -> write_journal_row(); tell("commits the journal row") };
     if
     :: atomic { may_die -> die(); in_flight--; tell("dies between the commits"); goto done }
     :: atomic { unfenced -> write_pointer(); in_flight--; tell("commits the pointer"); goto done }
     :: atomic { !unfenced -> goto fenced }
     fi
#else
  :: atomic { unfenced -> write_journal_row(); write_pointer(); in_flight--; tell("saves"); goto done }
#endif
  fi;

  /* Step 8: the late owner. */
fenced:
  atomic {
    tell("finds closing, or nothing");
#ifndef NO_LATE_REVOKE
    revoke(answer);
    seen(late_revoke);
#endif
    resolve_own(generation);
    in_flight--;
    goto done
  };

  /* Step 5: a refusal counts only when no other attempt is before its deadline. */
judging:
  if
#ifdef FAILURE_WITHOUT_COMPARE
  :: atomic { !others_may_answer -> weigh_refusal() };
     atomic { declare_dead(); goto done }
#else
  :: atomic { !others_may_answer -> weigh_refusal(); declare_dead(); goto done }
#endif
  :: atomic { others_may_answer && deadline_may_pass -> pass_deadline() }; goto judging
  fi;

waiting:
  if
  :: atomic { sent == 0 || late || status != connected || access == fresh -> goto ask }
  :: atomic { sent != 0 && !late && deadline_may_pass -> pass_deadline() }; goto waiting
  :: atomic { !settled -> seen(gave_up_waiting); goto done }
  fi;

done:
  atomic {
    from = 0; presented = 0; token = 0; generation = 0; answer = 0; row = 0; dead = false; inserted = false;
    finished++
  }
}
