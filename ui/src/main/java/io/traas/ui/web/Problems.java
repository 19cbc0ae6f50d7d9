package io.traas.ui.web;

import io.traas.ui.control.RefusedException;
import io.traas.ui.web.ApiJson.BodyTooLargeException;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Every error of the API in one form. */
@RestControllerAdvice
class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    ResponseEntity<Problem> refused(RefusedException e, HttpServletRequest request) {
        HttpStatus status = switch (e.reason()) {
            case UNKNOWN -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case INVALID -> HttpStatus.BAD_REQUEST;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
        return problem(status, e.getMessage(), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> tooLarge(BodyTooLargeException e, HttpServletRequest request) {
        return problem(
                HttpStatus.CONTENT_TOO_LARGE,
                "The body may have at most " + ApiJson.MAX_BODY_BYTES + " bytes.",
                request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException e, HttpServletRequest request) {
        return problem(HttpStatus.BAD_REQUEST, "The body is not what this address takes: " + e.getMessage(), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongParameter(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        String type = e.getRequiredType() == null
                ? "of the right form"
                : e.getRequiredType().getSimpleName();
        return problem(HttpStatus.BAD_REQUEST, "Parameter " + e.getName() + " must be " + type + ".", request);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<Problem> storeAway(RuntimeException e, HttpServletRequest request) {
        LOG.atWarn().addKeyValue("path", request.getRequestURI()).setCause(e).log("the incident store does not answer");
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "The incident store does not answer.", request);
    }

    /** The client went away; nobody is left to tell. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException e) {
        LOG.atDebug().setCause(e).log("client went away");
    }

    @ExceptionHandler
    ResponseEntity<Problem> other(Exception e, HttpServletRequest request) {
        if (e instanceof ErrorResponse known) {
            HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
            return problem(status, known.getBody().getDetail(), request);
        }
        LOG.atError().addKeyValue("path", request.getRequestURI()).setCause(e).log("request failed");
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "Something went wrong here; see the log for the request id.",
                request);
    }

    private static ResponseEntity<Problem> problem(HttpStatus status, String detail, HttpServletRequest request) {
        String requestId = String.valueOf(request.getAttribute(RequestGuard.REQUEST_ID));
        return ResponseEntity.status(status)
                .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
                .body(Problem.of(status.value(), status.getReasonPhrase(), detail, requestId));
    }
}
