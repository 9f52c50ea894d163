-- The last mail to who is erased is the home account's, and commits with the erasure, which is bound to the person's.
create policy farewell on outgoing_mail for insert to keyhold_app
  with check (template = 'erased' and account_id = (select home_account_id from deployment));
