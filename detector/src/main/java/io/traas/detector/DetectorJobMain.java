package io.traas.detector;

import io.traas.detector.stream.ends.KafkaEnds;
import io.traas.detector.stream.setup.JobSetup;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.stage.Settings;
import io.traas.model.stage.SettingsException;
import io.traas.model.wire.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job for a Flink cluster of separate processes: what a JobManager runs when the job is submitted to it.
 * {@code [--config FILE] [KEY=VALUE]...}, settings of the sections {@code platform} and {@code detector}.
 */
public final class DetectorJobMain {

    private DetectorJobMain() {}

    /** All that the job needs to know. */
    public record Plan(DetectorConfig config, JobSetup setup, KafkaConnection kafka) {

        /** @throws SettingsException naming everything that is wrong with the settings */
        public static Plan from(Settings settings) {
            Plan plan =
                    new Plan(DetectorConfig.from(settings), JobSetup.from(settings), KafkaConnection.from(settings));
            settings.check("detector");
            return plan;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Plan plan = Plan.from(settings(arguments));
        TopicAdmin.ensure(plan.kafka(), Topics.ALL);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(plan.setup().configuration());
        env.setParallelism(plan.setup().parallelism());
        DetectorJob.between(new KafkaEnds(plan.kafka(), plan.setup().delivery()))
                .define(env, plan.config());
        env.execute(JobSetup.JOB_NAME);
    }

    /**
     * What {@code [--config FILE] [KEY=VALUE]...} and the environment say.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Settings settings(String[] arguments) {
        List<String> list = List.of(arguments);
        boolean fromFile = list.size() >= 2 && list.get(0).equals("--config");
        Settings settings = fromFile
                ? Settings.load(Path.of(list.get(1)), System.getenv())
                : Settings.ofEnvironment(System.getenv());
        Map<String, String> overrides = new TreeMap<>();
        for (String argument : list.subList(fromFile ? 2 : 0, list.size())) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("usage: [--config FILE] [KEY=VALUE]..., not " + list);
            }
            overrides.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return settings.with(overrides);
    }
}
