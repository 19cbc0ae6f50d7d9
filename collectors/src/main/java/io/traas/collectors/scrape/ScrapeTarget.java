package io.traas.collectors.scrape;

import io.traas.model.Target;
import java.net.URI;

/**
 * One endpoint to scrape.
 *
 * @param target what it speaks for, usually a pod
 * @param workload the controller that owns the target; the target itself when nothing owns it
 * @param node the node it runs on, empty when unknown
 * @param ending it was asked to stop; that it no longer answers is then its end and no failure
 */
public record ScrapeTarget(Target target, Target workload, String node, URI uri, boolean ending) {

    public ScrapeTarget {
        if (target == null || workload == null || node == null || uri == null) {
            throw new IllegalArgumentException("scrape target " + target + " at " + uri + " is incomplete");
        }
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "scrape address '" + uri + "' of " + target + " is not http://host:port");
        }
    }
}
