package io.traas.drills.load;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Whether the money adds up.
 *
 * @param acknowledged payments that customers were told are done
 * @param recorded payments in the book
 * @param lost acknowledged, but not in the book
 * @param twice in the book more than once
 * @param wrong in the book otherwise than ordered, or never ordered
 * @param unknown in the book although the customer was told of a failure or of nothing: allowed, counted
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Money(long acknowledged, long recorded, long lost, long twice, long wrong, long unknown) {

    /** No customer has a complaint. */
    @JsonProperty(value = "ok", access = JsonProperty.Access.READ_ONLY)
    public boolean ok() {
        return lost == 0 && twice == 0 && wrong == 0;
    }
}
