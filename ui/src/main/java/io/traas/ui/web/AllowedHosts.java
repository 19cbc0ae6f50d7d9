package io.traas.ui.web;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names this server is reached by. A page of another name that makes a browser send requests here, directly or by
 * pointing its own name at this address, is told apart by them. Pure.
 */
final class AllowedHosts {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> names = new HashSet<>(LOOPBACK);
    private final Set<String> further = new HashSet<>();

    /** @param further {@code name}, at any port, or {@code name:port} */
    AllowedHosts(String ownHost, List<String> further) {
        names.add(ownHost.contains(":") ? "[" + ownHost + "]" : ownHost);
        further.forEach(host -> this.further.add(host.toLowerCase(Locale.ROOT)));
    }

    /** @param hostHeader {@code name} or {@code name:port}; null is not allowed */
    boolean allows(String hostHeader, int ownPort) {
        if (hostHeader == null) {
            return false;
        }
        String host = hostHeader.toLowerCase(Locale.ROOT);
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon > host.lastIndexOf(']');
        String name = hasPort ? host.substring(0, colon) : host;
        if (further.contains(host) || further.contains(name)) {
            return true;
        }
        String port = hasPort ? host.substring(colon + 1) : "80";
        return names.contains(name) && port.equals(Integer.toString(ownPort));
    }

    /** @param origin of the page that sent the request; {@code null} in letters is nobody's own */
    boolean allowsOrigin(String origin, int ownPort) {
        try {
            URI uri = URI.create(origin);
            if (uri.getRawAuthority() == null) {
                return false;
            }
            boolean implicitTls = "https".equals(uri.getScheme()) && uri.getPort() < 0;
            return allows(implicitTls ? uri.getHost() + ":443" : uri.getRawAuthority(), ownPort);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
