package io.traas.ui.web;

import io.traas.ui.UiSettings;
import io.traas.ui.live.LiveStream;
import io.traas.ui.live.StreamServlet;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

/** The HTTP side: what answers, and what stands in front of it. */
@Configuration(proxyBeanMethods = false)
@Import({
    ActivityApi.class,
    IncidentsApi.class,
    ServicesApi.class,
    ControlApi.class,
    CatalogueApi.class,
    FeedbackApi.class,
    PlatformApi.class,
    Problems.class
})
public class WebConfiguration {

    @Bean
    ApiJson apiJson() {
        return new ApiJson();
    }

    @Bean
    Pages pages(ApiJson json) {
        return new Pages(json);
    }

    @Bean
    FilterRegistrationBean<RequestGuard> requestGuard(UiSettings settings, ApiJson json) {
        AllowedHosts hosts = new AllowedHosts(settings.host(), settings.allowedHosts());
        FilterRegistrationBean<RequestGuard> registration = new FilterRegistrationBean<>(new RequestGuard(hosts, json));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    ServletRegistrationBean<StreamServlet> stream(LiveStream live) {
        ServletRegistrationBean<StreamServlet> registration =
                new ServletRegistrationBean<>(new StreamServlet(live), "/api/v1/stream");
        registration.setAsyncSupported(true);
        return registration;
    }
}
