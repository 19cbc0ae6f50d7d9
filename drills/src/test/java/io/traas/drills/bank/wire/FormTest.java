package io.traas.drills.bank.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FormTest {

    @Property(tries = 200)
    void whatIsWrittenIsReadAgain(
            @ForAll @Size(max = 5)
                    Map<@net.jqwik.api.constraints.AlphaChars @net.jqwik.api.constraints.NotBlank String, String>
                            fields) {
        Form form = new Form(fields);
        assertThat(Form.parse(form.toString())).isEqualTo(form);
    }

    @Test
    void missingAndUnreadableFieldsAreNamed() {
        Form form = Form.parse("cents=many");
        assertThatThrownBy(() -> form.number("cents"))
                .hasMessageContaining("cents")
                .hasMessageContaining("many");
        assertThatThrownBy(() -> form.text("from")).hasMessageContaining("from");
    }

    @Test
    void nothingIsAnEmptyForm() {
        assertThat(Form.parse("")).isEqualTo(Form.EMPTY);
        assertThat(Form.parse("alone")).isEqualTo(Form.EMPTY.with("alone", ""));
    }
}
