package io.traas.remediation.ledger;

import io.traas.remediation.contract.LedgerLogContract;
import io.traas.remediation.testing.InMemoryLedger;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;

class InMemoryLedgerTest extends LedgerLogContract {

    private final InMemoryLedger ledger = new InMemoryLedger(new TestClock(Scene.NOON));

    @Override
    protected LedgerLog open() {
        return ledger.open();
    }

    @Override
    protected void writeForeign(byte[] line) {
        ledger.write(line);
    }
}
