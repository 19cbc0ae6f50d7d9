package io.traas.drills.bank.service;

import io.traas.drills.bank.wire.Form;

/** Answers one kind of request. Called by several threads at once. */
@FunctionalInterface
interface Handler {

    Reply handle(Form request);
}
