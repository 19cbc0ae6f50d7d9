package io.traas.drills.bank.service;

/** Answers one kind of request. Called by several threads at once. */
@FunctionalInterface
interface Handler {

    Reply handle(Form request);
}
