-- Acts that are counted over a day. The log is mostly reads of tokens: no count should go through those, and no index hold
-- them. The condition stands here and in the function below, word for word.
create index audit_entry_counted on audit_entry (at) where action in ('person.registered', 'person.verification_sent', 'person.address_proved', 'person.mail_refused',
  'person.password_reset', 'person.signed_in', 'person.sign_in_refused', 'person.sign_in_locked', 'factor.refused', 'factor.locked', 'passkey.refused', 'session.reused');

-- With the rights of who calls it: the jobs, which read the log. `what` is what was refused, or where; `why` the reason. Whoever
-- sets a password by a mailed link proves the address with it, if it was not proved before.
create function counted_acts(p_since timestamptz) returns table (action text, what text, why text, n bigint)
  language sql stable as $$
  select case when e.action = 'person.password_reset' and e.detail like '%"firstProof":true%' then 'person.address_proved' else e.action end,
    coalesce(substring(e.detail from '"(?:mail|at)":"([a-z_]+)"'), ''), coalesce(substring(e.detail from '"(?:reason|by)":"([a-z_]+)"'), ''), sum(e.n)::bigint
  from public.audit_entry e
  where e.at > p_since and e.action in ('person.registered', 'person.verification_sent', 'person.address_proved', 'person.mail_refused',
    'person.password_reset', 'person.signed_in', 'person.sign_in_refused', 'person.sign_in_locked', 'factor.refused', 'factor.locked', 'passkey.refused', 'session.reused')
  group by 1, 2, 3 limit 1000 $$;
revoke all on function counted_acts from public;
grant execute on function counted_acts to keyhold_jobs;

grant create on schema public to keyhold_lookup;
set local role keyhold_lookup;
-- How many people there are, and what they have: counts, and nobody's row. A session of who is switched off opens nothing;
-- that it is there at all is a fault. Sessions of operators who look through a person's eyes are not the person's.
create function people_figures(p_now timestamptz, p_since timestamptz)
  returns table (unverified int, verified int, disabled int, second_factor int, sessions int, people_with_session int, outlived int, verification_mails int)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.unverified, p.verified, p.disabled, f.n, s.live, s.people, s.outlived, m.n
  from
    (select count(*) filter (where verified_at is null and disabled_at is null)::int as unverified,
      count(*) filter (where verified_at is not null and disabled_at is null)::int as verified,
      count(*) filter (where disabled_at is not null)::int as disabled from public.person) p,
    (select count(distinct f.account_id)::int as n from public.factor f join public.person q on q.account_id = f.account_id
      where f.enabled_at is not null and q.disabled_at is null) f,
    (select count(*) filter (where q.disabled_at is null)::int as live, count(distinct x.account_id) filter (where q.disabled_at is null)::int as people,
      count(*) filter (where q.disabled_at is not null)::int as outlived
      from public.person_session x join public.person q on q.account_id = x.account_id
      where x.ended_at is null and x.idle_ends_at > p_now and x.ends_at > p_now and x.acting_operator is null) s,
    (select count(*)::int as n from public.mail_token t, unnest(t.sent_at) as sent where t.kind = 'verify' and sent > p_since) m $$;
reset role;
revoke create on schema public from keyhold_lookup;
revoke all on function people_figures from public;
grant execute on function people_figures to keyhold_jobs;
