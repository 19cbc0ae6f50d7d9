package io.traas.drills.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What one run of the catalogue came to; the JSON of {@code --json}.
 *
 * @param readySeconds from the start to the instant the first fault could be injected
 * @param rssMib resident memory of the platform's processes, in MiB
 * @param cpu processor time of the platform over the whole run, in cores
 * @param quiet what the healthy watch counted, null when there was none
 */
record Results(
        List<FaultResult> faults,
        List<TrapResult> traps,
        List<OutageResult> outages,
        @JsonProperty("answers_s") double answersSeconds,
        @JsonProperty("ready_s") double readySeconds,
        @JsonProperty("rss_mib") double rssMib,
        @JsonProperty("rss_all_mib") double rssAllMib,
        double cpu,
        QuietResult quiet,
        @JsonProperty("money_ok") boolean moneyOk) {

    Results {
        faults = List.copyOf(faults);
        traps = List.copyOf(traps);
        outages = List.copyOf(outages);
    }

    /**
     * One fault. Seconds are NaN where it did not come to that.
     *
     * @param ttd effective to detected
     * @param ttm detected to recovered
     * @param ttr effective to recovered, by the judge
     * @param ttv effective to verified by the platform
     * @param collateral what was touched beyond what the cure needed
     */
    record FaultResult(
            String fault,
            String target,
            boolean healed,
            boolean verified,
            @JsonProperty("ttd_s") double ttd,
            @JsonProperty("ttm_s") double ttm,
            @JsonProperty("ttr_s") double ttr,
            @JsonProperty("ttv_s") double ttv,
            String runbook,
            List<String> collateral) {
        FaultResult {
            collateral = List.copyOf(collateral);
        }

        boolean passed() {
            return healed && verified && collateral.isEmpty();
        }

        Object[] cells() {
            return new Object[] {
                fault,
                target,
                yes(healed),
                yes(verified),
                seconds(ttd),
                seconds(ttm),
                seconds(ttr),
                seconds(ttv),
                runbook,
                collateral.isEmpty() ? "none" : String.join(", ", collateral)
            };
        }
    }

    /** @param outcome what the platform did instead of acting, or what it touched */
    record TrapResult(String trap, boolean acted, String outcome) {}

    /** @param cpu processor time of the platform while the bank was healthy, in cores */
    record QuietResult(double seconds, int incidents, int actions, double cpu) {
        boolean passed() {
            return incidents == 0 && actions == 0;
        }
    }

    /**
     * A part of the system was killed and came back.
     *
     * @param noticed whether the rest said so
     * @param othersAlive whether the rest went on
     * @param back whether everything was well again in time
     * @param proof the fault that was healed afterwards
     */
    record OutageResult(
            String part,
            boolean noticed,
            @JsonProperty("others_alive") boolean othersAlive,
            boolean back,
            FaultResult proof) {
        boolean passed() {
            return noticed && othersAlive && back && proof.passed();
        }
    }

    boolean passed() {
        return faults.stream().allMatch(FaultResult::passed)
                && traps.stream().noneMatch(TrapResult::acted)
                && outages.stream().allMatch(OutageResult::passed)
                && (quiet == null || quiet.passed())
                && moneyOk;
    }

    /** Writes this as JSON; what is unknown is null. */
    void write(Path file) throws IOException {
        ObjectMapper json = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .addModule(new SimpleModule()
                        .addSerializer(Double.class, new Unknown())
                        .addSerializer(double.class, new Unknown()))
                .build();
        json.writeValue(file.toFile(), this);
    }

    /** JSON has no NaN. */
    private static final class Unknown extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value.isNaN()) {
                out.writeNull();
            } else {
                out.writeNumber(Math.round(value * 1000) / 1000.0);
            }
        }
    }

    String table() {
        StringBuilder text = new StringBuilder();
        row(text, "fault", "target", "healed", "verified", "ttd s", "ttm s", "ttr s", "ttv s", "runbook", "collateral");
        faults.forEach(fault -> row(text, fault.cells()));
        for (OutageResult outage : outages) {
            text.append(String.format(
                    Locale.ROOT,
                    "outage of the %-8s noticed %s, the rest alive %s, all back %s; then:%n",
                    outage.part(),
                    yes(outage.noticed()),
                    yes(outage.othersAlive()),
                    yes(outage.back())));
            row(text, outage.proof().cells());
        }
        for (TrapResult trap : traps) {
            text.append(String.format(
                    Locale.ROOT,
                    "trap %-24s %-12s %s%n",
                    trap.trap(),
                    trap.acted() ? "ACTED" : "left alone",
                    trap.outcome()));
        }
        if (quiet != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "quiet bank %.0f s: %d incidents, %d actions, platform at %.0f %% of a core%n",
                    quiet.seconds(),
                    quiet.incidents(),
                    quiet.actions(),
                    quiet.cpu() * 100));
        }
        text.append(String.format(
                Locale.ROOT,
                "dashboard after %.1f s, ready after %.1f s; platform %.0f MiB, all %.0f MiB, platform %.0f %% of a core; money %s%n",
                answersSeconds,
                readySeconds,
                rssMib,
                rssAllMib,
                cpu * 100,
                moneyOk ? "adds up" : "DOES NOT ADD UP"));
        return text.toString();
    }

    private static void row(StringBuilder text, Object... cells) {
        text.append(String.format(Locale.ROOT, "%-20s %-34s %-7s %-9s %6s %6s %6s %6s  %-20s %s%n", cells));
    }

    private static String yes(boolean value) {
        return value ? "yes" : "NO";
    }

    private static String seconds(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }
}
