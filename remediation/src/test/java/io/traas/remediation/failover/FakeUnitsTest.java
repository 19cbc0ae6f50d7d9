package io.traas.remediation.failover;

/** The fake keeps what the real ones must. */
class FakeUnitsTest extends UnitControlContract {

    private final FakeUnits units = new FakeUnits();

    @Override
    protected UnitControl control() {
        return units;
    }

    @Override
    protected void letFreezesEnd() {
        units.freezesEnd();
    }
}
