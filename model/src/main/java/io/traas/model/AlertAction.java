package io.traas.model;

import java.util.Map;
import java.util.Optional;

/** What people are told, and not told. These calls go to other systems than the cluster. */
public sealed interface AlertAction extends Action {

    /**
     * Silences alerts in Alertmanager for a time, never for good.
     *
     * @param matchers exact values of labels; an alert is silenced when all of them fit
     * @param expiresAfterSeconds at least 1; Alertmanager itself ends the silence
     */
    record SilenceAlerts(Target target, Map<String, String> matchers, long expiresAfterSeconds) implements AlertAction {
        public SilenceAlerts {
            Check.notNull("silence-alerts.target", target);
            ActionCheck.notEmpty("silence-alerts.matchers", matchers);
            matchers = Map.copyOf(matchers);
            ActionCheck.expiry("silence-alerts", expiresAfterSeconds);
            Check.atLeast("silence-alerts.expiresAfterSeconds", 1, expiresAfterSeconds);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new EndSilence(target, matchers));
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        /** Each call makes a new silence, and a second instance of Alertmanager shows it late. */
        @Override
        public boolean hasNaturalKey() {
            return false;
        }
    }

    /** Ends silences of the platform with exactly these matchers. */
    record EndSilence(Target target, Map<String, String> matchers) implements AlertAction {
        public EndSilence {
            Check.notNull("end-silence.target", target);
            ActionCheck.notEmpty("end-silence.matchers", matchers);
            matchers = Map.copyOf(matchers);
        }

        @Override
        public int blastRadius() {
            return 0;
        }
    }

    /** Posts one line to the operator's Slack-compatible webhook. What was said cannot be taken back. */
    record SendMessage(Target target, String text) implements AlertAction {
        public SendMessage {
            Check.notNull("send-message.target", target);
            Check.notBlank("send-message.text", text);
            Check.atMost("send-message.text (its length)", 2_000, text.length());
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        @Override
        public boolean hasNaturalKey() {
            return false;
        }

        @Override
        public String describe() {
            return "say '" + text + "' about " + target;
        }
    }
}
