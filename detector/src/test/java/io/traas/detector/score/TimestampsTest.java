package io.traas.detector.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({
        "1530626400, 2018-07-03T14:00:00Z",
        "1530626400.25, 2018-07-03T14:00:00.250Z",
        "-1, 1969-12-31T23:59:59Z",
        "1.5e9, 2017-07-14T02:40:00Z",
        "2015-02-26 21:42:53, 2015-02-26T21:42:53Z",
        "2015-02-26T21:42, 2015-02-26T21:42:00Z",
        "2015-02-26T21:42:53.123456Z, 2015-02-26T21:42:53.123Z",
        "2015-02-26T21:42:53+02:00, 2015-02-26T19:42:53Z",
        "2015-02-26T21:42:53-0130, 2015-02-26T23:12:53Z",
    })
    void whatPeopleWrite(String text, Instant meant) {
        assertThat(Timestamps.millis(text)).isEqualTo(meant.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "NaN",
                "1e300",
                "2015-02-30 00:00:00",
                "2015-13-01 00:00",
                "2015-02-26 24:00:00",
                "2015-02-26",
                "2015-02-26T21:42:53 Europe",
                "15-02-26 21:42:53",
                "2015-02-26T21:42:5"
            })
    void whatIsNoInstant(String text) {
        assertThatThrownBy(() -> Timestamps.millis(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Property
    void theJdkReadsTheSame(@ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second) {
        String text = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
                .withZone(ZoneOffset.UTC)
                .format(Instant.ofEpochSecond(second));

        assertThat(Timestamps.millis(text)).isEqualTo(second * 1000);
    }
}
