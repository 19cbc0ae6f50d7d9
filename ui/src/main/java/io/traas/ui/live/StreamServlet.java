package io.traas.ui.live;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * {@code GET /api/v1/stream}: server-sent events. The place to resume from comes as {@code Last-Event-ID} (set by the
 * browser) or {@code cursor} (the first time).
 */
public final class StreamServlet extends HttpServlet {

    private final transient LiveStream live;

    public StreamServlet(LiveStream live) {
        this.live = live;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Long cursor;
        try {
            cursor = cursor(request);
        } catch (NumberFormatException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store, no-transform");
        response.setHeader("X-Accel-Buffering", "no");
        boolean accepted = live.subscribe(stream -> subscriber(request, stream), cursor);
        if (!accepted) {
            response.setHeader("Retry-After", "10");
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private static Subscriber subscriber(HttpServletRequest request, LiveStream stream) {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        try {
            return new Subscriber(context, LiveStream.MAX_BEHIND, stream::remove);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Long cursor(HttpServletRequest request) {
        String last = request.getHeader("Last-Event-ID");
        String text = last == null || last.isBlank() ? request.getParameter("cursor") : last;
        return text == null || text.isBlank() ? null : Long.valueOf(text.trim());
    }
}
