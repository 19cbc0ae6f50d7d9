package io.traas.detector.stream;

/** Names of the counters the job keeps for those who watch it. */
public final class Progress {

    public static final String SCRAPES = "scrapes";
    public static final String REFUSED = "refused";
    public static final String BASELINES = "baselines";
    public static final String WARM = "baselines-warm";
    public static final String WATERMARK = "watermark";
    public static final String OPEN_INCIDENTS = "open-incidents";

    private Progress() {}
}
