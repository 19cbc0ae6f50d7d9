-- What belongs to no incident of the detectors: orders and what came of them, moves of units, stops, take-overs.
alter table event add column activity boolean default false not null;
update event set activity = true where kind <> 'change' and (incident_id is null or incident_id like 'manual-%');
create index event_by_activity on event (activity, seq);
