/**
 * The practice bank in units: accounts in shards, each shard's ledger on five replicas in five centres on three sites, one
 * writable leader a shard.
 */
package io.traas.drills.units;
