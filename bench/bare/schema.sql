-- What somebody would make by hand for a bot that only finds, counts and logs.
create table card (
  id uuid primary key,
  code text not null unique,
  name text not null,
  description text not null,
  status text not null,
  checks integer not null default 0,
  registered_at timestamptz not null default now()
);
create table picture (
  card_id uuid primary key references card (id),
  file_id text not null
);
create table verification (
  id bigint generated always as identity primary key,
  card_id uuid not null references card (id),
  person_id bigint not null,
  username text,
  first_name text not null,
  last_name text,
  at timestamptz not null default now()
);
create index on verification (card_id);
