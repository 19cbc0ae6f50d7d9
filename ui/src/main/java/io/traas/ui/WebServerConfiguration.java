package io.traas.ui;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Compression;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** Tomcat and Spring MVC, set up by hand: nothing is switched on because it happens to be on the class path. */
@Configuration(proxyBeanMethods = false)
@EnableWebMvc
class WebServerConfiguration {

    /** Tomcat logs to java.util.logging, which forgets the level of a logger that nobody holds on to. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("org.apache.catalina"), Logger.getLogger("org.apache.coyote"));

    private static final int THREADS = 32;
    private static final int THREADS_SPARE = 2;
    private static final int MAX_HEADER_BYTES = 16 << 10;

    @Bean
    TomcatServletWebServerFactory webServer(UiSettings settings) throws UnknownHostException {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(settings.port());
        factory.setAddress(InetAddress.getByName(settings.host()));
        factory.setRegisterDefaultServlet(false);
        Compression compression = new Compression();
        compression.setEnabled(true);
        factory.setCompression(compression);
        factory.addConnectorCustomizers(connector -> {
            connector.setProperty("maxThreads", Integer.toString(THREADS));
            connector.setProperty("minSpareThreads", Integer.toString(THREADS_SPARE));
            connector.setProperty("maxHttpRequestHeaderSize", Integer.toString(MAX_HEADER_BYTES));
        });
        factory.addContextCustomizers(context -> {
            // What Tomcat itself refuses says neither what we are nor where it went wrong.
            ErrorReportValve errors = new ErrorReportValve();
            errors.setShowReport(false);
            errors.setShowServerInfo(false);
            ((StandardHost) context.getParent()).setErrorReportValveClass("");
            context.getParent().getPipeline().addValve(errors);
        });
        return factory;
    }

    @Bean
    DispatcherServlet dispatcherServlet() {
        return new DispatcherServlet();
    }

    @Bean
    DispatcherServletRegistrationBean dispatcherServletRegistration(DispatcherServlet servlet) {
        DispatcherServletRegistrationBean registration = new DispatcherServletRegistrationBean(servlet, "/");
        registration.setAsyncSupported(true);
        return registration;
    }
}
