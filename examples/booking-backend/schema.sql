create table if not exists bookings (
  id text primary key,
  listing text not null,
  guest text not null,
  check_in text not null,
  check_out text not null,
  cancelled boolean not null default false,
  -- Grows with each change: Nightlatch does what the highest one says.
  revision integer not null default 1
);

-- What Nightlatch is still to be told, and what it answered. Written in the transaction that changes the booking.
create table if not exists outbox (
  id bigint generated always as identity primary key,
  booking text not null references bookings (id),
  method text not null,
  body jsonb not null,
  answer jsonb
);
create index if not exists outbox_waiting on outbox (booking, id) where answer is null;

-- How each stay is, as Nightlatch said last. No PIN is in here: it is read when it is shown or sent.
create table if not exists stays (
  booking text primary key,
  phase text not null,
  problem text,
  -- Of the last webhook: an older one changes nothing.
  sequence integer not null default 0,
  at timestamptz not null default '-infinity'
);

-- The webhook-ids of what was taken: the same may come again.
create table if not exists events_taken (
  id text primary key,
  at timestamptz not null default now()
);
create index if not exists events_taken_by_age on events_taken (at);

-- Guests who do not know their PIN yet. Written in the transaction that takes the event which says that there is one.
create table if not exists guests_to_tell (
  booking text primary key references bookings (id),
  event text not null,
  not_before timestamptz not null default now()
);
