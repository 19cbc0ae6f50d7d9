package io.traas.remediation.simulation;

import java.util.function.IntSupplier;

/**
 * What goes wrong in a run and how often, in thousandths: of each call to Kafka or the API server, for machines also of
 * each such boundary. Most runs have a few faults at a high rate and none of the others, which finds more than a little
 * of everything.
 *
 * @param kill the machine is switched off; another life of it begins later
 * @param pause the machine stands still for longer than its session lasts
 * @param cut the machine reaches neither Kafka nor the API server for a while
 * @param apiLost a request never arrives
 * @param apiLate a request arrives long after its sender gave up on it
 * @param apiAnswerLost a request is carried out, and its sender does not hear of it
 * @param apiError the server answers 403, 409, 429, 500 or 503 without carrying it out
 * @param apiErrorAfter the server answers 500 although it carried it out
 * @param apiSlow a request takes seconds
 * @param ledgerLost an append does not become durable
 * @param ledgerAnswerLost an append becomes durable, and its writer does not hear of it
 * @param ledgerSlow an append takes seconds to become durable
 * @param topicTwice a record of another topic comes again later
 * @param topicLate a record of another topic comes after its successors
 */
record Weather(
        int kill,
        int pause,
        int cut,
        int apiLost,
        int apiLate,
        int apiAnswerLost,
        int apiError,
        int apiErrorAfter,
        int apiSlow,
        int ledgerLost,
        int ledgerAnswerLost,
        int ledgerSlow,
        int topicTwice,
        int topicLate) {

    static final Weather CALM = new Weather(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static Weather of(Chance chance) {
        IntSupplier rare = () -> chance.oneIn(3) ? chance.between(5, 40) : 0;
        IntSupplier common = () -> chance.oneIn(4) ? chance.between(30, 150) : 0;
        return new Weather(
                rare.getAsInt(),
                rare.getAsInt(),
                rare.getAsInt(),
                common.getAsInt(),
                common.getAsInt(),
                common.getAsInt(),
                common.getAsInt(),
                common.getAsInt(),
                common.getAsInt(),
                common.getAsInt(),
                common.getAsInt(),
                common.getAsInt(),
                common.getAsInt(),
                common.getAsInt());
    }
}
