package io.traas.detector.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files Flink's processes read at their start: what belongs to the cluster; the job brings its own settings. */
final class FlinkConfiguration {

    private static final String CONFIG = """
            # Written by ./traas detect cluster start; everything on loopback.
            jobmanager:
              bind-host: 127.0.0.1
              rpc: {address: 127.0.0.1, port: %2$d}
              memory:
                process: {size: 896m}
                jvm-metaspace: {size: 192m}
                jvm-overhead: {min: 96m, max: 96m}
            taskmanager:
              bind-host: 127.0.0.1
              host: 127.0.0.1
              numberOfTaskSlots: %3$d
              memory:
                process: {size: %4$s}
                jvm-metaspace: {size: 160m}
                jvm-overhead: {min: 128m, max: 128m}
                framework: {off-heap: {size: 64m}}
                network: {min: 64m, max: 256m}
                managed: {fraction: 0.25}
            rest: {address: 127.0.0.1, bind-address: 127.0.0.1, port: %1$d, bind-port: %1$d}
            web: {upload.dir: %5$s/upload}
            io.tmp.dirs: %5$s/tmp
            # A process that is gone refuses connections: two refused beats are enough. One that only pauses has 20 seconds.
            heartbeat: {interval: 1000, timeout: 20000, rpc-failure-threshold: 2}
            taskmanager.load-balance.mode: SLOTS
            """;

    private static final String LOGGING = """
            <configuration>
              <appender name="FILE" class="ch.qos.logback.core.rolling.RollingFileAppender">
                <file>${log.file}</file>
                <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
                  <fileNamePattern>${log.file}.%i</fileNamePattern><minIndex>1</minIndex><maxIndex>3</maxIndex>
                </rollingPolicy>
                <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
                  <maxFileSize>16MB</maxFileSize>
                </triggeringPolicy>
                <encoder><pattern>%d{ISO8601} %-5level %logger{40} %msg %kvp%n</pattern></encoder>
              </appender>
              <logger name="org.apache.flink.metrics.MetricGroup" level="ERROR"/>
              <logger name="org.apache.flink.runtime.source.coordinator.SourceCoordinator" level="WARN"/>
              <logger name="org.apache.flink.streaming.api.operators.AbstractStreamOperator" level="WARN"/>
              <logger name="org.apache.kafka" level="WARN"/>
              <logger name="org.apache.pekko" level="WARN"/>
              <root level="INFO"><appender-ref ref="FILE"/></root>
            </configuration>
            """;

    private FlinkConfiguration() {}

    /** Writes {@code config.yaml} and {@code logback.xml}. */
    static void write(Path directory, Shape shape) throws IOException {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.createDirectories(directory.resolve("upload"));
        Files.createDirectories(directory.resolve("tmp"));
        Files.writeString(
                conf.resolve("config.yaml"),
                CONFIG.formatted(shape.restPort(), shape.rpcPort(), shape.slots(), shape.memory(), directory));
        Files.writeString(conf.resolve("logback.xml"), LOGGING);
    }
}
