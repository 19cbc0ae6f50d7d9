package io.traas.ui.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * First in line: names each request, sets the headers that protect the page, and refuses what another site makes a
 * browser send (wrong {@code Host}, foreign {@code Origin}, a write without the header that only our own page sets).
 */
final class RequestGuard extends OncePerRequestFilter {

    static final String WRITE_HEADER = "X-Traas-Request";
    static final String REQUEST_ID = "X-Request-Id";
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            + "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private final AllowedHosts hosts;
    private final ApiJson json;

    RequestGuard(AllowedHosts hosts, ApiJson json) {
        this.hosts = hosts;
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String requestId = UUID.randomUUID().toString();
        request.setAttribute(REQUEST_ID, requestId);
        response.setHeader(REQUEST_ID, requestId);
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (isApi(request)) {
            response.setHeader("Cache-Control", "no-store");
        }
        String refusal = refusal(request);
        if (refusal == null) {
            chain.doFilter(request, response);
        } else {
            refuse(response, Problem.of(HttpServletResponse.SC_FORBIDDEN, "Forbidden", refusal, requestId));
        }
    }

    static boolean isApi(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/api/");
    }

    private String refusal(HttpServletRequest request) {
        int port = request.getLocalPort();
        if (!hosts.allows(request.getHeader("Host"), port)) {
            return "This address is not a name of this server; add it to ui.allowed-hosts if it should be.";
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !hosts.allowsOrigin(origin, port)) {
            return "Requests from pages of other origins are not taken.";
        }
        if ("cross-site".equals(request.getHeader("Sec-Fetch-Site")) && isApi(request)) {
            return "Requests from pages of other sites are not taken.";
        }
        if (!READS.contains(request.getMethod()) && request.getHeader(WRITE_HEADER) == null) {
            return "A write needs the header " + WRITE_HEADER + ".";
        }
        return null;
    }

    private void refuse(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(json.bytes(problem));
    }
}
